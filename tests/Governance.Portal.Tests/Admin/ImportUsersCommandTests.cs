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

/// <summary>The host makes the accounts of a file: all or none, and a second time none.</summary>
public sealed class ImportUsersCommandTests : IDisposable
{
    private const string File = "people.csv";
    private readonly string _folder = Directory.CreateTempSubdirectory("governance-import-users-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task People_OfAFile_GetAccountsWithRolesAndLinks_AndASecondTimeNothing()
    {
        const string people = """
            name;email;roles
            Ann Lee;ann@bank.example;"Legal reviewer;Engineer"
            ;ben.ode@bank.example;ModelOwner
            """;

        var (code, said) = await RunAsync(people, "--dry-run");
        Assert.Equal(HostCommandExit.Done, code);
        Assert.Contains("ann@bank.example would get an account with LegalReviewer, Engineer.", said, StringComparison.Ordinal);
        Assert.Empty(await AccountsAsync());

        (code, said) = await RunAsync(people);
        Assert.Equal(HostCommandExit.Done, code);
        Assert.Equal(
            ["ann@bank.example Ann Lee: Engineer, LegalReviewer", "ben.ode@bank.example Ben Ode: ModelOwner"],
            await AccountsAsync()
        );
        Assert.Equal(2, said.Split("/set-password", StringSplitOptions.None).Length - 1);
        Assert.Equal(["role.granted 3", "user.created 2"], await EntriesAsync());

        (code, said) = await RunAsync(people + "\nCai Roe;cai@bank.example;Auditor");
        Assert.Equal(HostCommandExit.Done, code);
        Assert.Contains("ann@bank.example has an account, which stays as it is.", said, StringComparison.Ordinal);
        Assert.Equal(3, (await AccountsAsync()).Count);
        Assert.Equal(["role.granted 4", "user.created 3"], await EntriesAsync());
    }

    [Fact]
    public async Task File_WithLinesThatAreWrong_NamesEachAndMakesNoAccount()
    {
        var (code, said) = await RunAsync(
            """
            name,email,roles
            Ann Lee,ann@bank.example,Engineer
            Ben Ode,not an address,Engineer
            Cai Roe,cai@bank.example,King
            """
        );

        Assert.Equal(HostCommandExit.Wrong, code);
        Assert.Contains("Line 3: Enter an e-mail address", said, StringComparison.Ordinal);
        Assert.Contains("Line 4: There is no role “King”.", said, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", said, StringComparison.Ordinal);
        Assert.Empty(await AccountsAsync());
        Assert.Equal(HostCommandExit.Wrong, (await RunAsync("name,email\nAnn,ann@bank.example")).Code);
        Assert.Equal(HostCommandExit.Wrong, (await RunAsync(null)).Code);
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

    private async Task<(int Code, string Said)> RunAsync(string? people, params string[] more)
    {
        var file = Path.Combine(_folder, File);
        System.IO.File.Delete(file);
        if (people is not null)
        {
            await System.IO.File.WriteAllTextAsync(file, people, Ct);
        }

        var (output, errors) = (Console.Out, Console.Error);
        using var said = new StringWriter();
        Console.SetOut(said);
        Console.SetError(said);
        try
        {
            var code = await new ImportUsersCommand()
                .Make(new HostCommandRunner(Build, Startup.PrepareAsync))
                .Parse([file, .. more])
                .InvokeAsync(null, Ct);
            return (code, said.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }

    private async Task<GovernanceDbContext> OpenAsync(WebApplication app) =>
        await app.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(Ct);

    private async Task<IReadOnlyList<string>> AccountsAsync()
    {
        await using var app = Build();
        await using var db = await OpenAsync(app);
        var users = await db
            .Users.OrderBy(u => u.Email)
            .Select(u => new
            {
                u.Id,
                u.Email,
                u.PrintedName,
            })
            .ToListAsync(Ct);
        var roles = await db
            .UserRoles.Join(db.Roles, r => r.RoleId, r => r.Id, (r, role) => new { r.UserId, role.Name })
            .OrderBy(r => r.Name)
            .ToListAsync(Ct);
        return
        [
            .. users.Select(u => $"{u.Email} {u.PrintedName}: {string.Join(", ", roles.Where(r => r.UserId == u.Id).Select(r => r.Name))}"),
        ];
    }

    private async Task<IReadOnlyList<string>> EntriesAsync()
    {
        await using var app = Build();
        await using var db = await OpenAsync(app);
        var actions = await db
            .AuditEntries.Where(e => e.Action == "user.created" || e.Action == "role.granted")
            .OrderBy(e => e.Index)
            .Select(e => e.Action)
            .ToListAsync(Ct);
        return
        [
            .. actions
                .GroupBy(a => a, StringComparer.Ordinal)
                .OrderBy(a => a.Key, StringComparer.Ordinal)
                .Select(a => $"{a.Key} {a.Count()}"),
        ];
    }
}
