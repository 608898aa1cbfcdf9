"""Neutral names for groups: birds of field and shore."""

from collections.abc import Collection, Iterator

_LIST = """
Kestrel Heron Wren Plover Curlew Lapwing Dunlin Teal Avocet Bittern Bunting Buzzard Chaffinch
Chough Coot Cormorant Crane Crossbill Dipper Dotterel Dove Eider Fieldfare Finch Firecrest Flicker
Fulmar Gadwall Gannet Garganey Godwit Goldcrest Goldeneye Goldfinch Goosander Goshawk Grebe
Greenfinch Greenshank Grouse Guillemot Harrier Hawfinch Hobby Hoopoe Ibis Jackdaw Jay Killdeer
Kingfisher Kite Kittiwake Knot Lark Linnet Longspur Mallard Martin Merganser Merlin Nightingale
Nightjar Nuthatch Oriole Osprey Ouzel Owl Oystercatcher Partridge Peregrine Petrel Phalarope
Pintail Pipit Pochard Puffin Quail Rail Razorbill Redpoll Redshank Redstart Redwing Robin
Roller Ruff Sanderling Sandpiper Scaup Scoter Serin Shearwater Shelduck Shoveler Shrike Siskin
Skua Skylark Smew Snipe Sparrow Spoonbill Starling Stilt Stint Stonechat Stork Swallow Swan Swift
Tanager Tern Thrush Towhee Treecreeper Turnstone Twite Veery Vireo Wagtail Warbler Waxwing
Wheatear Whimbrel Whinchat Whitethroat Wigeon Willet Woodcock Woodlark Wryneck Yellowhammer
Yellowlegs Albatross Anhinga Bluebird Bluethroat Bobolink Brambling Bulbul Bushtit Caracara
Cardinal Chickadee Cisticola Condor Cotinga Courser Cuckoo Dickcissel Drongo Dunnock Egret Falcon
Fantail Flamingo Flycatcher Francolin Frigatebird Grackle Grosbeak Hornbill Jabiru Jacana Junco
Kea Kinglet Kiskadee Kookaburra Lorikeet Lyrebird Macaw Manakin Meadowlark Mockingbird Motmot
Murrelet Nutcracker Pelican Phoebe Pratincole Ptarmigan Quetzal Rhea Rosella Sapsucker Seriema
Shama Solitaire Sunbird Tattler Tinamou Toucan Trogon Turaco Verdin Weaver Whydah
"""
BIRDS = tuple(_LIST.split())


def fresh_names(taken: Collection[str]) -> Iterator[str]:
    """Names nobody has yet, without end: after the last bird a second round is numbered."""
    held = {name.casefold() for name in taken}
    round_ = 1
    while True:
        for bird in BIRDS:
            name = bird if round_ == 1 else f"{bird} {round_}"
            if name.casefold() not in held:
                yield name
        round_ += 1


def names_for(kept: dict[int, str], count: int, taken: Collection[str] = ()) -> list[str]:
    """Names for `count` groups: those in `kept` stay at their place, the others are new."""
    supply = fresh_names({*taken, *kept.values()})
    return [kept[place] if place in kept else next(supply) for place in range(count)]
