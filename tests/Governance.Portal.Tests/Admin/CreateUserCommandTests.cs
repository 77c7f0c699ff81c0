using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Admin;

/// <summary>The host makes accounts whose roles are limited, by the rules of the administration page.</summary>
public sealed class CreateUserCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("governance-create-user-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Units_LimitEveryRoleThatIsNamed()
    {
        Assert.Equal(
            HostCommandExit.Done,
            await RunAsync("ann@bank.example", "--role", "LegalReviewer,Engineer", "--units", "Retail, north", "--units", "Corporate")
        );

        Assert.Equal(
            ["Engineer: only unit Corporate, unit Retail, north", "LegalReviewer: only unit Corporate, unit Retail, north"],
            await ScopesAsync()
        );
        Assert.Contains(
            await LogAsync(),
            e => e is { Action: "role.granted", Data: var data } && (string?)data["businessUnits"]![0] == "Corporate"
        );
    }

    [Fact]
    public async Task Limit_ThatCannotBeGiven_MakesNoAccount()
    {
        Assert.Equal(HostCommandExit.Wrong, await RunAsync("ann@bank.example", "--role", "LegalReviewer", "--systems", "SYS-0001"));
        Assert.Equal(HostCommandExit.Wrong, await RunAsync("ann@bank.example", "--role", "Administrator", "--units", "Retail"));
        Assert.Equal(HostCommandExit.Wrong, await RunAsync("ann@bank.example", "--role", "LegalReviewer", "--systems", ""));
        Assert.Equal(HostCommandExit.Done, await RunAsync("ann@bank.example", "--role", "LegalReviewer"));

        Assert.Empty(await ScopesAsync());
    }

    private WebApplication Build()
    {
        var builder = PortalHost.CreateBuilder([
            $"--ConnectionStrings:Governance=Data Source={Path.Combine(_folder, "governance.db")}",
            $"--Storage:ArtifactPath={Path.Combine(_folder, "artifacts")}",
            $"--Storage:KeyPath={Path.Combine(_folder, "keys")}",
        ]);
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private async Task<int> RunAsync(string email, params string[] more)
    {
        var input = Console.In;
        Console.SetIn(new StringReader("correct horse battery staple"));
        try
        {
            return await new CreateUserCommand()
                .Make(new HostCommandRunner(Build, Startup.PrepareAsync))
                .Parse(["--email", email, "--password-stdin", .. more])
                .InvokeAsync(null, Ct);
        }
        finally
        {
            Console.SetIn(input);
        }
    }

    private async Task<List<string>> ScopesAsync() =>
        await ReadAsync(async db =>
            (await db.RoleScopes.AsNoTracking().ToListAsync(Ct))
                .Select(s => $"{s.Role}: {Administration.Admin.RoleScopes.Words(s)}")
                .Order(StringComparer.Ordinal)
                .ToList()
        );

    private async Task<List<(string Action, JsonObject Data)>> LogAsync() =>
        await ReadAsync(async db =>
            (await db.AuditEntries.AsNoTracking().ToListAsync(Ct)).ConvertAll(e => (e.Action, JsonNode.Parse(e.Leaf)!["data"]!.AsObject()))
        );

    private async Task<T> ReadAsync<T>(Func<GovernanceDbContext, Task<T>> read)
    {
        await using var portal = Build();
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);
        return await read(db);
    }
}
