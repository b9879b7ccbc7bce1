using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Identity.Server.Pages.Visits;

/// <summary>What one page leaves for the next, sealed in a cookie: after a form comes a redirect, and addresses hold nothing of people.</summary>
internal static class Notes
{
    private const string AddressName = "address";
    private const string DoneName = "done";
    private const string RequestName = "request";

    /// <summary>The address that somebody just typed.</summary>
    public static void LeaveAddress(this ITempDataDictionary notes, string address) => notes[AddressName] = address;

    /// <remarks>It stays for a page that is loaded again.</remarks>
    public static string? Address(this ITempDataDictionary notes) => notes.Peek(AddressName) as string;

    /// <summary>The request that a letter was sent on the way to: its link is opened in this browser, as often as not.</summary>
    public static void LeaveRequest(this ITempDataDictionary notes, string? handle)
    {
        if (handle is not null)
            notes[RequestName] = handle;
    }

    /// <inheritdoc cref="Address"/>
    public static string? Request(this ITempDataDictionary notes) => notes.Peek(RequestName) as string;

    /// <summary>What was done, in the reader's language; shown once.</summary>
    public static void LeaveDone(this ITempDataDictionary notes, string text) => notes[DoneName] = text;

    public static string? TakeDone(this ITempDataDictionary notes) => notes[DoneName] as string;
}
