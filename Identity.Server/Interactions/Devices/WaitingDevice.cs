namespace Identity.Server.Interactions.Devices;

/// <summary>What a device asks for.</summary>
/// <param name="Resources">The APIs that tokens are wanted for (RFC 8707 §2); none where that is left open.</param>
/// <param name="Place">Where it asks from, for the person to compare.</param>
internal sealed record DeviceWish(string ClientId, string[] Scopes, string[] Resources, string Place);

/// <summary>What a device is told, so that it can show the one code and ask with the other.</summary>
/// <remarks>RFC 8628 §3.2.</remarks>
internal sealed record BegunDevice(DeviceCode DeviceCode, UserCode UserCode, TimeSpan ExpiresIn, int Interval);

/// <summary>A device that waits, as the person is shown it.</summary>
internal sealed record WaitingDevice(Guid Id, UserCode UserCode, DeviceWish Wish);
