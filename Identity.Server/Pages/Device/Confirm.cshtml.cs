using Identity.Server.Clients;
using Identity.Server.Consents;
using Identity.Server.Interactions.Devices;
using Identity.Server.Pages.Forms;
using Identity.Server.Pages.Requests;
using Identity.Server.Pages.Visits;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Identity.Server.Pages.Device;

/// <summary>Where a person compares what a device shows with what we know of it, and lets it in or turns it away.</summary>
/// <remarks>RFC 8628 §3.3 and RFC 8628 §5.4. Opening the page decides nothing.</remarks>
internal sealed class ConfirmPage(
    DeviceApprovals devices,
    ClientFinder clients,
    ConsentLedger consents,
    ScopeWords words
) : PageModel
{
    private Client? _client;

    /// <summary>What the page of the code called the device.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Ticket { get; set; }

    /// <summary>`allow`, or anything else for no.</summary>
    [BindProperty]
    public string? Decision { get; set; }

    /// <summary>Null where it no longer waits.</summary>
    public WaitingDevice? Device { get; private set; }

    public AppFace App => AppFace.Of(_client!);

    public IEnumerable<ScopeInWords> Scopes =>
        Device!.Wish.Scopes.Select(scope => words.Of(scope, HttpContext.Session().Person));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await FindAsync(ct);
        return Device is null ? this.Again(StatusCodes.Status400BadRequest) : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await FindAsync(ct);
        var isAllowed = Decision == "allow";
        if (Device is not { } device || !await DecideAsync(device, isAllowed, ct))
        {
            Device = null;
            return this.Again(StatusCodes.Status400BadRequest);
        }
        return Redirect(isAllowed ? "/device/done" : "/device/refused");
    }

    private async Task FindAsync(CancellationToken ct)
    {
        Device = await devices.FindAsync(Ticket, HttpContext.Session(), ct);
        if (
            Device is not { } device
            || await clients.FindSoonAsync(device.Wish.ClientId, ct) is not { IsDisabled: false } client
        )
        {
            Device = null;
        }
        else
        {
            _client = client;
        }
    }

    private async Task<bool> DecideAsync(WaitingDevice device, bool isAllowed, CancellationToken ct)
    {
        if (!isAllowed)
            return await devices.RefuseAsync(device, ct);
        var session = HttpContext.Session();
        if (!await devices.ApproveAsync(device, session, ct))
            return false;
        if (!_client!.IsFirstParty)
            await consents.GrantAsync(session.Person.Id, device.Wish.ClientId, device.Wish.Scopes, ct);
        return true;
    }
}
