using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Portal.Operations.Monitoring.Sources;
using static Governance.Portal.Tests.RoleScopes.ScopedWorld;

namespace Governance.Portal.Tests.RoleScopes;

/// <summary>A connection reads with an account of its own; whose role is limited uses it as far as it was bound to their systems.</summary>
public sealed class BoundSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("governance-bound-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Source_OfALimitedRole_LiesWithinWhatItsConnectionIsBoundTo()
    {
        await using var world = await CreateAsync(configure: portal =>
        {
            foreach (var (name, at) in new[] { ("open", 0), ("bound", 1), ("whole", 2) })
            {
                portal.Settings[$"Sources:Connections:{at}:Name"] = name;
                portal.Settings[$"Sources:Connections:{at}:Kind"] = "folder";
                portal.Settings[$"Sources:Connections:{at}:Address"] = _folder;
            }

            portal.Settings["Sources:Connections:1:For:0:Systems:0"] = "SYS-0001";
            portal.Settings["Sources:Connections:1:For:0:Tables:0"] = "hither/";
            portal.Settings["Sources:Connections:1:For:1:Systems:0"] = "SYS-0002";
            portal.Settings["Sources:Connections:2:For:0:Models:0"] = "hither-model";
        });
        Assert.Equal("SYS-0001", world.Here["system"]);
        var owner = await world.LimitedAsync(Roles.ModelOwner, "sources@bank.example");

        foreach (
            var (connection, table, isAllowed) in new[]
            {
                ("open", "hither/", false),
                ("bound", "hither/", true),
                ("bound", "hither/2026/", true),
                ("bound", "hither", false),
                ("bound", "hitherto/", false),
                ("bound", "yonder/", false),
                ("whole", "yonder/", true),
            }
        )
        {
            var (status, code) = await SetAsync(owner, world.Here["model"], connection, table);
            Assert.Equal((isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, isAllowed ? null : "source.not-bound"), (status, code));
        }

        // Whose role is not limited sets any.
        using var whole = await world.Portal.SignInAsync("owner@bank.example");
        Assert.Equal(HttpStatusCode.OK, (await SetAsync(whole, world.Here["model"], "open", "yonder/")).Status);
    }

    [Theory]
    [InlineData("scoring.credit", "scoring.credit", false, true)]
    [InlineData("scoring.*", "scoring.credit", false, true)]
    [InlineData("scoring.*", "scoring2.credit", false, false)]
    [InlineData("scoring.*", "credit", false, false)]
    [InlineData("scoring.credit", "scoring.credits", false, false)]
    [InlineData("scoring.credit", "SCORING.credit", false, false)]
    [InlineData("credit/", "credit/a/", true, true)]
    [InlineData("credit/", "credit", true, false)]
    [InlineData(null, "anything", false, true)]
    public void Binding_ReachesWhatItNames(string? bound, string table, bool inFiles, bool reaches)
    {
        var binding = new SourceBinding
        {
            Models = ["own"],
            Systems = ["SYS-0003"],
            Tables = bound is null ? [] : [bound],
        };

        Assert.Equal(reaches, SourceBinding.Allows([binding], "own", [], table, inFiles));
        Assert.Equal(reaches, SourceBinding.Allows([binding], "other", ["SYS-0003"], table, inFiles));
        Assert.False(SourceBinding.Allows([binding], "other", ["SYS-0004"], table, inFiles));
        Assert.False(SourceBinding.Allows([], "own", ["SYS-0003"], table, inFiles));
    }

    private static async Task<(HttpStatusCode Status, string? Code)> SetAsync(
        HttpClient caller,
        string model,
        string connection,
        string table
    )
    {
        using var answer = await caller.PutAsJsonAsync(
            new Uri($"/api/v1/models/{model}/versions/1.0.0/source", UriKind.Relative),
            new JsonObject
            {
                ["connection"] = connection,
                ["table"] = table,
                ["timeColumn"] = "timestamp",
                ["length"] = "day",
            },
            Ct
        );
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
        return (answer.StatusCode, (string?)body["code"]);
    }
}
