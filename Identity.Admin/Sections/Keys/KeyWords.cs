using Identity.Admin.Blocks.Words;
using Identity.Admin.Management;

namespace Identity.Admin.Sections.Keys;

/// <summary>What the states of a key are called, and how they are to be taken.</summary>
public static class KeyWords
{
    public const string Active = "active";
    public const string Announced = "announced";

    public static string Of(Key key) =>
        (key.Status, key.Use) switch
        {
            (Active, "enc") => "In use",
            (Active, _) => "Signs",
            (Announced, _) => "Announced",
            _ => "Retired",
        };

    public static Tone ToneOf(Key key) =>
        key.Status switch
        {
            Active => Tone.Good,
            Announced => Tone.New,
            _ => Tone.Plain,
        };
}
