using System.CommandLine;
using Governance.Data;
using Governance.Data.Api;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Demo;

/// <summary><c>demo seed [--data FOLDER]</c>: plays the demo's scene on a new demo folder, or loads a folder of samples into it.</summary>
internal sealed class DemoSeedCommand : IHostCommand
{
    private const string Seeded = "demo-seeded";

    public string Group => "demo";

    public Command Make(HostCommandRunner runner)
    {
        var data = new Option<string?>("--data") { Description = "Load this folder of samples instead of the demo's scene." };
        var command = new Command("seed", "Fill a demo's data folder through the same actions that users call.") { data };
        command.SetAction(
            (parsed, ct) => runner.RunAsync((services, token) => SeedAsync(services, parsed.GetValue(data), token), prepare: true, ct)
        );
        return command;
    }

    private static async Task<int> SeedAsync(IServiceProvider services, string? folder, CancellationToken ct)
    {
        var storage = services.GetRequiredService<IOptions<StorageOptions>>().Value;
        var configuration = services.GetRequiredService<IConfiguration>();
        if (!await ClaimAsync(services, storage, ct))
        {
            await Console.Error.WriteLineAsync(DemoFolder.Refuses(storage, configuration.Database()));
            return 2;
        }

        return folder is null ? await SceneAsync(services, configuration, ct) : await FolderAsync(services, folder, ct);
    }

    // A folder without marker becomes a demo's only while no one has an account in it.
    private static async Task<bool> ClaimAsync(IServiceProvider services, StorageOptions storage, CancellationToken ct)
    {
        if (DemoFolder.IsDemo(storage))
        {
            return true;
        }

        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
        if (await db.Users.AnyAsync(ct) || await db.Models.AnyAsync(ct))
        {
            return false;
        }

        await File.WriteAllTextAsync(Path.Combine(DemoFolder.Of(storage), DemoFolder.Marker), "Demo data\n", ct);
        return true;
    }

    private static async Task<int> SceneAsync(IServiceProvider services, IConfiguration configuration, CancellationToken ct)
    {
        var factory = services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>();
        await using var db = await factory.CreateDbContextAsync(ct);
        if (await db.Settings.AnyAsync(s => s.Key == Seeded, ct))
        {
            await Console.Error.WriteLineAsync("This folder is seeded already; it is used as it is. 'demo reset' empties it.");
            return 0;
        }

        var samples = configuration["Demo:SamplesPath"] ?? "samples";
        if (!Directory.Exists(Path.Combine(samples, "ids")))
        {
            await Console.Error.WriteLineAsync($"Demo__SamplesPath: there are no samples in {Path.GetFullPath(samples)}.");
            return 2;
        }

        var password = Environment.GetEnvironmentVariable("GOVERNANCE_DEMO_PASSWORD") is { Length: > 0 } given
            ? given
            : SecretText.New("demo-");
        var refusal = await services.GetRequiredService<DemoScene>().PlayAsync(samples, password, Console.WriteLine, ct);
        if (refusal is not null)
        {
            await Console.Error.WriteLineAsync(
                $"Seeding stopped: {refusal.Message} "
                    + $"{string.Join(" ", refusal.Errors.Select(e => $"{e.Key}: {string.Join(" ", e.Value)}"))}"
            );
            return 1;
        }

        db.Settings.Add(new Setting { Key = Seeded, Value = "yes" });
        await db.SaveChangesAsync(ct);
        Console.WriteLine($"Sign in with one of these accounts, password {password}");
        foreach (var (email, role) in DemoScene.Accounts)
        {
            Console.WriteLine($"  {email, -26} {role}");
        }

        return 0;
    }

    private static async Task<int> FolderAsync(IServiceProvider services, string folder, CancellationToken ct)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
        var owner = await (
            from user in db.Users
            join held in db.UserRoles on user.Id equals held.UserId
            join role in db.Roles on held.RoleId equals role.Id
            where role.Name == Roles.ModelOwner && user.DisabledAt == null
            orderby user.Id
            select user.Email
        ).FirstOrDefaultAsync(ct);
        if (owner is null)
        {
            await Console.Error.WriteLineAsync(
                "No one has the role Model owner yet. Run 'demo seed' first, or 'admin create-user --role ModelOwner'."
            );
            return 2;
        }

        try
        {
            var outcome = await services.GetRequiredService<LoadSamples>().RunAsync(Actor.Host, folder, owner, Console.WriteLine, ct);
            if (outcome.Refusal is { } refusal)
            {
                await Console.Error.WriteLineAsync(
                    $"{refusal.Message} {string.Join(" ", refusal.Errors.Select(e => $"{e.Key}: {string.Join(" ", e.Value)}"))}"
                );
                return 1;
            }

            return 0;
        }
        catch (Exception e) when (e is InvalidDataException or DirectoryNotFoundException or FileNotFoundException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }
}

/// <summary><c>demo reset</c>: empties a demo's data folder.</summary>
internal sealed class DemoResetCommand : IHostCommand
{
    public string Group => "demo";

    public Command Make(HostCommandRunner runner)
    {
        var command = new Command("reset", "Empty a demo's data folder.");
        command.SetAction((_, ct) => runner.RunAsync((services, _) => Task.FromResult(Reset(services)), prepare: false, ct));
        return command;
    }

    private static int Reset(IServiceProvider services)
    {
        var storage = services.GetRequiredService<IOptions<StorageOptions>>().Value;
        if (DemoFolder.Refuses(storage, services.GetRequiredService<IConfiguration>().Database()) is { } refusal)
        {
            Console.Error.WriteLine(refusal);
            return 2;
        }

        var folder = DemoFolder.Of(storage);
        SqliteConnection.ClearAllPools();
        List<FileSystemInfo> entries = [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => e.Name != DemoFolder.Marker)];
        Console.WriteLine($"Empties {folder}, a demo's: {string.Join(", ", entries.Select(e => e.Name))}.");
        foreach (var entry in entries)
        {
            if (entry is DirectoryInfo directory)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }

        Console.WriteLine($"Emptied {folder}.");
        return 0;
    }
}
