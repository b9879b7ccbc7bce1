using Identity.Admin.Blocks.Words;
using Identity.Admin.Management;

namespace Identity.Admin.Sections.Jobs;

/// <summary>How the end of a run is said.</summary>
internal static class RunWords
{
    public static string Of(JobRun? run) =>
        run is null ? "Not yet"
        : run.HasFailed ? "Failed"
        : "Done";

    public static Tone ToneOf(JobRun? run) =>
        run is null ? Tone.Plain
        : run.HasFailed ? Tone.Bad
        : Tone.Good;
}
