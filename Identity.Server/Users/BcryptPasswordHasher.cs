using System.Text;
using Identity.Server.Users.Passwords;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Identity.Server.Users;

/// <summary>Gives ASP.NET Core Identity's own calls the same hashes as everything else; requests go through the bounded queue instead.</summary>
internal sealed class BcryptPasswordHasher(IOptions<PasswordHashingOptions> options) : IPasswordHasher<User>
{
    public string HashPassword(User user, string password) =>
        Bcrypt.Hash(Encoding.UTF8.GetBytes(password), options.Value.Cost);

    public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword) =>
        !Bcrypt.Verify(Encoding.UTF8.GetBytes(providedPassword), hashedPassword) ? PasswordVerificationResult.Failed
        : BcryptHash.TryParse(hashedPassword, out var hash) && hash.NeedsRehash(options.Value.Cost)
            ? PasswordVerificationResult.SuccessRehashNeeded
        : PasswordVerificationResult.Success;
}
