using Identity.Server.Interactions.Devices;

namespace Identity.Server.Pages.Visits;

/// <summary>Where a person goes once they are signed in: a name from a fixed table, for an address in a request leads anywhere.</summary>
internal static class Destination
{
    /// <summary>What the query calls it.</summary>
    public const string Parameter = "to";

    /// <remarks>RFC 8628 §3.3.1.</remarks>
    public const string UserCodeParameter = "user_code";

    private const string Account = "/account";
    private const string Device = "/device";

    // With the code of a device, which is nothing but letters.
    private const string DeviceWithCode = "device-";

    private static readonly Dictionary<string, string> Table = new(StringComparer.Ordinal)
    {
        ["profile"] = "/account/profile",
        ["email"] = "/account/email",
        ["password"] = "/account/password",
        ["sessions"] = "/account/sessions",
        ["apps"] = "/account/apps",
        ["data"] = "/account/data",
        ["delete"] = "/account/delete",
        ["device"] = Device,
    };

    public static string Of(string? name)
    {
        if (name is null)
            return Account;
        return
            name.StartsWith(DeviceWithCode, StringComparison.Ordinal)
            && UserCode.Read(name[DeviceWithCode.Length..]) is { } code
            ? $"{Device}?{UserCodeParameter}={code}"
            : Table.GetValueOrDefault(name, Account);
    }

    /// <summary>The sign-in page that leads to a page of the table, or to the account.</summary>
    public static string SignInBefore(HttpRequest request)
    {
        if (request.Path.StartsWithSegments(Device, StringComparison.OrdinalIgnoreCase))
        {
            var code = UserCode.Read(request.Query[UserCodeParameter]);
            return $"/signin?{Parameter}={(code is null ? "device" : $"{DeviceWithCode}{code.Value.Plain}")}";
        }
        var name = Table
            .FirstOrDefault(entry => request.Path.Equals(entry.Value, StringComparison.OrdinalIgnoreCase))
            .Key;
        return name is null ? "/signin" : $"/signin?{Parameter}={name}";
    }
}
