namespace Identity.Admin.Sections.Clients.Addresses;

/// <summary>What an address is for, which decides what it may be.</summary>
public enum AddressUse
{
    /// <summary>Browsers are led there with an answer, or after a logout.</summary>
    Redirect,

    /// <summary>It is linked to, or the server asks for it.</summary>
    Web,

    /// <summary>Browsers are led there to begin a sign-in.</summary>
    Encrypted,
}
