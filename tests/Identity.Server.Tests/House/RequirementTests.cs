namespace Identity.Server.Tests.House;

public sealed class RequirementTests
{
    private static readonly SourceFile Tested = new(
        "tests/CodeTests.cs",
        """
        [Spec("RFC 6749 §4.1")]
        public sealed class CodeTests
        {
            [Fact, Spec("RFC 6749 §4.1.3"), Spec("RFC 9700 §4.5")]
            public async Task Another_clients_code_is_refused() => await Task.CompletedTask;

            [Fact]
            public void A_code_is_good_once() { }

            public void No_test() { }
        }
        """
    );

    [Fact]
    public void A_test_has_its_own_clauses_and_its_classs() =>
        Assert.Equal(
            [
                ("Another clients code is refused", "RFC 6749 §4.1, RFC 6749 §4.1.3, RFC 9700 §4.5"),
                ("A code is good once", "RFC 6749 §4.1"),
            ],
            TestCase.In(Tested).Select(test => (test.Sentence, string.Join(", ", test.Clauses)))
        );

    [Fact]
    public void A_demand_is_read_with_its_tests_or_its_reason()
    {
        Requirement[] read =
        [
            .. Requirement.Read(
                "RFC 6749\n\n§4.1.3 a code is its client's\n  It is\n  Its own\n§3.2 POST\n  – binds the\n  – client\n"
            ),
        ];

        Assert.Equal(["RFC 6749 §4.1.3", "RFC 6749 §3.2"], read.Select(demand => demand.Citation.ToString()));
        Assert.Equal(["It is", "Its own"], read[0].Tests);
        Assert.Equal(("POST", "binds the client"), (read[1].Demand, read[1].Reason));
    }

    [Theory]
    [InlineData("§4.1.3 a code is its client's\n  Another clients code is refused")]
    [InlineData("§4.1 a code is good once\n  A code is good once")]
    [InlineData("§4.1.3 a client discards the code\n  – binds the client")]
    public void What_is_tested_or_explained_is_in_order(string demand) => Assert.Empty(Faults(demand));

    [Theory]
    [InlineData("§4.1.3 a code is its client's")]
    [InlineData("§4.1.3 a code is its client's\n  It was renamed")]
    [InlineData("§4.1.3 a code is its client's\n  No test")]
    [InlineData("§4.1.3 a code is good once\n  A code is good once")]
    [InlineData("§4.1 a code is good once\n  A code is good once\n  – and need not be tested")]
    public void A_demand_that_nothing_proves_is_found(string demand) => Assert.Single(Faults(demand));

    [Fact]
    public void What_is_no_clause_is_no_demand() =>
        Assert.Throws<FormatException>(() => Requirement.Read("RFC 6749\n4.1.3 a code is its client's\n").ToList());

    [Fact]
    public void The_demands_of_each_document_that_we_answer_for_are_written_down() =>
        Assert.Equal(
            [
                "JARM",
                "OAuth 2.0 Form Post Response Mode",
                "OpenID Connect Back-Channel Logout",
                "OpenID Connect Core",
                "OpenID Connect Discovery",
                "OpenID Connect Dynamic Client Registration",
                "OpenID Connect Front-Channel Logout",
                "OpenID Connect RP-Initiated Logout",
                "RFC 6749",
                "RFC 6750",
                "RFC 7009",
                "RFC 7636",
                "RFC 7662",
                "RFC 8628",
                "RFC 9101",
                "RFC 9126",
                "RFC 9207",
                "RFC 9700",
            ],
            Requirement.All().Select(demand => demand.Citation.Document).Distinct().Order(StringComparer.Ordinal)
        );

    private static IEnumerable<string> Faults(string demand) =>
        Requirement.Read($"RFC 6749\n{demand}\n").SelectMany(read => read.Faults([.. TestCase.In(Tested)]));
}
