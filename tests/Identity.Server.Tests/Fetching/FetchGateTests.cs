using Identity.Server.Fetching;

namespace Identity.Server.Tests.Fetching;

public sealed class FetchGateTests
{
    private readonly FetchGate _gate = new();

    [Fact]
    public void One_host_has_a_few_places_under_all_its_names()
    {
        var places = Enumerable.Range(0, FetchGate.MaximumPerHost).Select(_ => _gate.TryEnter("slow.example")).ToList();

        Assert.All(places, Assert.NotNull);
        foreach (var name in (string[])["slow.example", "SLOW.example", "slow.example."])
            Assert.Null(_gate.TryEnter(name));
        Assert.NotNull(_gate.TryEnter("other.example"));
    }

    [Fact]
    public void There_are_so_many_places_in_all()
    {
        for (var i = 0; i < FetchGate.MaximumInAll; i++)
            Assert.NotNull(_gate.TryEnter($"host{i}.example"));

        Assert.Null(_gate.TryEnter("other.example"));
    }

    [Fact]
    public void A_place_is_given_back_once()
    {
        var places = Enumerable.Range(0, FetchGate.MaximumPerHost).Select(_ => _gate.TryEnter("a.example")!).ToList();

        places[0].Dispose();
        places[0].Dispose();

        Assert.NotNull(_gate.TryEnter("a.example"));
        Assert.Null(_gate.TryEnter("a.example"));
    }

    [Fact]
    public void All_places_come_back_whoever_hurries()
    {
        Parallel.For(0, 20_000, i => _gate.TryEnter($"host{i % 7}.example")?.Dispose());

        for (var i = 0; i < FetchGate.MaximumInAll; i++)
            Assert.NotNull(_gate.TryEnter($"host{i}.example"));
    }
}
