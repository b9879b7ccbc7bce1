using System.Text;
using Identity.Server.Users.Passwords;
using Identity.Server.Users.Passwords.Foreign;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Identity.Server.Users;

/// <summary>Gives ASP.NET Core Identity's own calls the same hashes as everything else; requests go through the bounded queue instead.</summary>
internal sealed class BcryptPasswordHasher(IOptions<PasswordHashingOptions> options) : IPasswordHasher<User>
{
    public string HashPassword(User user, string password) =>
        Bcrypt.Hash(Encoding.UTF8.GetBytes(password), options.Value.Cost);

    public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword) =>
        !StoredHash.TryParse(hashedPassword, out var hash) || !hash.Verify(Encoding.UTF8.GetBytes(providedPassword))
            ? PasswordVerificationResult.Failed
        : hash.NeedsRehash(options.Value.Cost) ? PasswordVerificationResult.SuccessRehashNeeded
        : PasswordVerificationResult.Success;
}
