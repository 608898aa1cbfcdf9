"""The record somebody signs in with. What they are in an organization is a Person."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from junto.foundation.tenancy import statements


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address, in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password sign-in is by code only."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get(self, *args: Any, **kwargs: Any) -> "User":
        """Find one user; by number, as every request asks, with SQL that is written once."""
        if args or kwargs.keys() != {"pk"} or not isinstance(kwargs["pk"], int):
            return self.get_queryset().get(*args, **kwargs)
        found: User | None = statements.first(_with_pk, pk=kwargs["pk"])
        if found is None:
            raise self.model.DoesNotExist
        return found

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user by e-mail, in any case."""
        return self.get(email=(username or "").strip().lower())


def _with_pk(pk: int) -> Any:
    return User.objects.filter(pk=pk)[:1]


class User(AbstractBaseUser):
    """Somebody who can sign in. Data class: personal; erased on request."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=12, blank=True, default="")
    # Letters that act without Ctrl: off until somebody wants them, for speech input types letters.
    single_keys = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    # By day only: finer times of coming and going could order the raters of an anonymous round.
    last_login = None
    last_seen_on = models.DateField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_email")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def first_name(self) -> str:
        """Django's libraries ask for it; a name is one field here."""
        return self.name


class SetupCode(models.Model):
    """A one-time code with which the first administrator comes in. Only its hash is kept."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code of {self.created_at:%Y-%m-%d}"
