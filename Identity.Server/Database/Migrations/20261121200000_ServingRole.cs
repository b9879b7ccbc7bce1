using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Identity.Server.Database.Migrations
{
    /// <inheritdoc />
    public partial class ServingRole : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            ServingRoleStorage.CreateDayKeeping(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            ServingRoleStorage.DropDayKeeping(migrationBuilder);
        }
    }
}
