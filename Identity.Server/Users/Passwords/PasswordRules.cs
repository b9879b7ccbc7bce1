using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Identity.Server.Users.Passwords;

/// <summary>What bcrypt can hash at all. What makes a password good is the business of policies, not of this.</summary>
internal static class PasswordRules
{
    /// <summary>bcrypt reads no further; to go on silently would let every password with this beginning in.</summary>
    public const int MaximumBytes = 72;

    public static bool IsTooLong(ReadOnlySpan<char> password) =>
        password.Length > MaximumBytes || Encoding.UTF8.GetByteCount(password) > MaximumBytes;

    public static bool IsTooLong(ReadOnlySpan<byte> utf8Password) => utf8Password.Length > MaximumBytes;

    /// <summary>A NUL ends the password in every implementation in C: what follows it would not count.</summary>
    public static bool HasNul(ReadOnlySpan<byte> utf8Password) => utf8Password.Contains((byte)0);

    /// <returns>False for half a surrogate pair, a NUL, or more than there is room for; then the length is zero.</returns>
    public static bool TryEncode(ReadOnlySpan<char> password, Span<byte> utf8, out int length)
    {
        // Not Encoding.UTF8, which turns every broken character into the same replacement: two passwords would be one.
        var status = Utf8.FromUtf16(password, utf8, out _, out length, replaceInvalidSequences: false);
        if (status is OperationStatus.Done && !HasNul(utf8[..length]))
            return true;

        length = 0;
        return false;
    }
}
