namespace Identity.Server.Management.Declaring;

/// <summary>Every operation that there is, for routing, for the description and for the tests.</summary>
internal sealed class Operations
{
    public Operations(IEnumerable<IResource> resources)
    {
        var all = new List<Operation>();
        foreach (var resource in resources)
        {
            var routes = new Routes(resource.Tag);
            resource.Declare(routes);
            all.AddRange(routes.Operations);
        }
        if (all.GroupBy(one => (one.Method, one.Path)).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InvalidOperationException($"{twice.Key} is declared more than once.");
        All = all;
    }

    public IReadOnlyList<Operation> All { get; }
}
