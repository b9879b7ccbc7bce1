using System.Collections.Frozen;

namespace Identity.Server.Users.Passwords.Policy;

/// <summary>The passwords that everybody tries first.</summary>
internal sealed class CommonPasswords
{
    private readonly FrozenSet<string> _passwords = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "password",
        "12345678",
        "qwertyuiop"
    );

    public bool Contains(string password) => _passwords.Contains(password);
}
