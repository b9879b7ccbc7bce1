using Identity.Server.Clients;
using Identity.Server.Interactions.Devices;
using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Visits;
using Identity.Server.Users.Throttling;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Device;

/// <summary>Where a person types the code that a device shows.</summary>
/// <remarks>RFC 8628 §3.3.</remarks>
internal sealed class DevicePage(
    DeviceApprovals devices,
    ClientFinder clients,
    RequestThrottle throttle,
    Browsers browsers,
    IStringLocalizer<Texts> T
) : PageModel
{
    [BindProperty]
    public string? Code { get; set; }

    public Problems Problems { get; } = new();

    /// <summary>
    /// An address that holds the code spares the typing where the app is ours. Whoever sends people one for another app, for a
    /// device of their own, has not spared them anything.
    /// </summary>
    /// <remarks>RFC 8628 §3.3.1 and RFC 8628 §5.4.</remarks>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (UserCode.Read(Request.Query[Destination.UserCodeParameter]) is not { } shown)
            return Page();
        if (await throttle.AdmitAsync("device-code", browsers.SourceOf(HttpContext), ct) is { } wait)
            return this.TooOften(wait, Problems, T);
        if (await FindAsync(shown, ct) is not { } device)
            return NotKnown();
        return await clients.FindSoonAsync(device.Wish.ClientId, ct) is { IsFirstParty: true }
            ? Confirm(device)
            : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(Code))
        {
            Problems.Add("code", T["Enter the code."]);
            return this.Again();
        }
        // Counted before it is looked at: a code is short, and guessing is hopeless only while it is slow (RFC 8628 §5.1).
        if (await throttle.AdmitAsync("device-code", browsers.SourceOf(HttpContext), ct) is { } wait)
            return this.TooOften(wait, Problems, T);
        return UserCode.Read(Code) is { } typed && await FindAsync(typed, ct) is { } device
            ? Confirm(device)
            : NotKnown();
    }

    private async Task<WaitingDevice?> FindAsync(UserCode code, CancellationToken ct) =>
        await devices.FindAsync(code, ct) is { } device
        && await clients.FindSoonAsync(device.Wish.ClientId, ct) is { IsDisabled: false }
            ? device
            : null;

    private RedirectResult Confirm(WaitingDevice device) =>
        Redirect($"/device/confirm?ticket={devices.TicketOf(device, HttpContext.Session())}");

    // Whether it never was, is over or was used, nobody is told.
    private PageResult NotKnown()
    {
        Problems.Add(
            "code",
            T["This code does not work, or not any more. Begin again on the device to get a new one."]
        );
        return this.Again();
    }
}
