using Identity.Server.Commands;

namespace Identity.Server.Tests.Commands;

public sealed class TableTests
{
    [Fact]
    public void Columns_are_as_wide_as_their_widest_cell() =>
        Assert.Equal(
            ["ID      NAME", "1       a", "longer  bcdef"],
            Table.Of(
                ["ID", "NAME"],
                [
                    ["1", "a"],
                    ["longer", "bcdef"],
                ]
            )
        );

    [Fact]
    public void A_table_without_rows_is_its_header() => Assert.Equal(["ID  NAME"], Table.Of(["ID", "NAME"], []));

    [Fact]
    public void Empty_cells_leave_no_space_at_the_end() =>
        Assert.Equal(
            ["A  B", "x"],
            Table.Of(
                ["A", "B"],
                [
                    ["x", ""],
                ]
            )
        );
}
