using Identity.Admin.Blocks.Lists;
using Identity.Admin.Blocks.Words;
using Identity.Admin.Management;

namespace Identity.Admin.Sections.Clients;

/// <summary>What the states of a client are called, and how they are to be taken.</summary>
internal static class ClientWords
{
    public static IReadOnlyList<FilterOption> States { get; } = [new("false", "Active"), new("true", "Disabled")];

    public static string Of(Client client) => client.Disabled ? "Disabled" : "Active";

    public static Tone ToneOf(Client client) => client.Disabled ? Tone.Bad : Tone.Good;
}
