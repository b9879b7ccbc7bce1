using Identity.Admin.Blocks.Words;
using Identity.Admin.Management;

namespace Identity.Admin.Sections.Traces;

/// <summary>How the outcome of a step is said.</summary>
internal static class TraceWords
{
    public static string Of(TraceStep step) =>
        step.Outcome switch
        {
            "passed" => "Passed",
            "failed" => "Refused",
            "skipped" => "Not reached",
            _ => "Note",
        };

    public static Tone ToneOf(TraceStep step) =>
        step.Outcome switch
        {
            "passed" => Tone.Good,
            "failed" => Tone.Bad,
            "note" => Tone.New,
            _ => Tone.Plain,
        };
}
