namespace Identity.Server.Management.Declaring;

/// <summary>One resource of the API: it declares its operations, each in one place with all that is known of it.</summary>
internal interface IResource
{
    /// <summary>What the description files its operations under.</summary>
    string Tag { get; }

    void Declare(Routes routes);
}
