using Identity.Server.Audit;
using Identity.Server.Users.SingleUse;

namespace Identity.Server.Users.PasswordReset;

/// <summary>A link by which somebody chooses a password.</summary>
/// <param name="Purpose">Of its token.</param>
/// <param name="Kind">What the audit calls its use.</param>
internal sealed record PasswordLink(SingleUsePurpose Purpose, string Kind)
{
    /// <summary>Of whoever forgot theirs, or was made to choose another.</summary>
    public static PasswordLink Reset { get; } = new(SingleUsePurpose.PasswordReset, AuditKind.PasswordReset);

    /// <summary>Of whoever had none so far.</summary>
    public static PasswordLink Invitation { get; } =
        new(SingleUsePurpose.Invitation, AuditKind.InvitationAcceptance) { TellsOwner = false };

    /// <summary>Of whoever has shown a password that is good no more. It came in no letter, and so proves no address.</summary>
    public static PasswordLink Due { get; } =
        new(SingleUsePurpose.DuePassword, AuditKind.PasswordChange) { VerifiesEmail = false };

    private static readonly PasswordLink[] All = [Reset, Invitation, Due];

    /// <summary>Whether its use shows that the address is its owner's.</summary>
    public bool VerifiesEmail { get; private init; } = true;

    /// <inheritdoc cref="PasswordTurn.TellsOwner"/>
    public bool TellsOwner { get; private init; } = true;

    /// <returns>What the text would be a token of; null where it is none of these.</returns>
    public static PasswordLink? Of(string token) =>
        Array.Find(All, link => token.StartsWith(link.Purpose.Prefix, StringComparison.Ordinal));
}
