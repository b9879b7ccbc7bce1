using Identity.Server.Users.Passwords.Policy;

namespace Identity.Server.Pages.Forms;

/// <summary>One field of a form as `_Field` shows it: a label above, a hint and a problem below that belong to it.</summary>
/// <param name="Id">In the page and, in this spelling, in the form.</param>
/// <param name="Label">What is to be entered.</param>
internal sealed record Field(string Id, string Label)
{
    public string Type { get; init; } = "text";

    /// <summary>By which a password manager knows what belongs here.</summary>
    public string? Autocomplete { get; init; }

    public string? Value { get; init; }
    public string? Hint { get; init; }
    public string? Problem { get; init; }
    public int MaxLength { get; init; } = 254;
    public bool IsRequired { get; init; } = true;

    /// <summary>Whether the label says that it may be left empty; not where the page says so of all.</summary>
    public bool SaysOptional { get; init; } = true;
    public bool IsReadOnly { get; init; }
    public bool HasFocus { get; init; }

    /// <summary>Of the password that was entered last, which itself is not shown again.</summary>
    public PasswordStrength? Strength { get; init; }

    /// <summary>A quiet link beside the label.</summary>
    public (string Text, string Address)? Aside { get; init; }

    public bool IsPassword => Type == "password";

    /// <summary>What the strength says goes further than the hint.</summary>
    public string? ShownHint => Strength is null ? Hint : null;

    /// <summary>The ids of what describes the field.</summary>
    public string? DescribedBy
    {
        get
        {
            string[] ids =
            [
                .. Problem is null ? [] : (string[])[$"{Id}-problem"],
                .. Strength is null ? [] : (string[])[$"{Id}-strength"],
                .. ShownHint is null ? [] : (string[])[$"{Id}-hint"],
            ];
            return ids.Length == 0 ? null : string.Join(' ', ids);
        }
    }
}
