using Identity.Admin.Blocks.Lists;
using Identity.Admin.Blocks.Words;
using Identity.Admin.Management;

namespace Identity.Admin.Sections.Letters;

/// <summary>How the state of a letter is said.</summary>
internal static class LetterWords
{
    public static readonly FilterOption[] States =
    [
        new("waiting", "Waiting"),
        new("sent", "Sent"),
        new("dead", "Given up"),
    ];

    public static string Of(Letter letter) =>
        Array.Find(States, state => state.Value == letter.State)?.Label ?? letter.State;

    public static Tone ToneOf(Letter letter) =>
        letter.State switch
        {
            "sent" => Tone.Good,
            "dead" => Tone.Bad,
            _ => letter.Fault is null ? Tone.New : Tone.Warn,
        };
}
