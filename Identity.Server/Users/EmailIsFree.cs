using Microsoft.AspNetCore.Identity;

namespace Identity.Server.Users;

/// <summary>Refuses a second account for one canonical e-mail address; the unique index is the last word in a race.</summary>
internal sealed class EmailIsFree : IUserValidator<User>
{
    public async Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user)
    {
        if (user.Email is not { } email || CanonicalEmail.Of(email) is null)
            return Refuse("InvalidEmail", $"'{user.Email}' is not an e-mail address.");
        return await manager.FindByEmailAsync(email) is { } other && other.Id != user.Id
            ? Refuse("DuplicateEmail", $"There is already an account '{email}'.")
            : IdentityResult.Success;
    }

    private static IdentityResult Refuse(string code, string description) =>
        IdentityResult.Failed(new IdentityError { Code = code, Description = description });
}
