using System.CommandLine;
using System.Globalization;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin.Import;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin.Commands;

/// <summary>
/// <c>admin import-users</c>: the people of a file, all of them or none, in one process: starting one costs more than the accounts. Each
/// gets a one-time link, as one who is invited on a page does. People who have an account keep it as it is, so that a file can be read
/// again.
/// </summary>
internal sealed class ImportUsersCommand : IHostCommand
{
    public string Group => "admin";

    public Command Make(HostCommandRunner runner)
    {
        var file = new Argument<string>("file")
        {
            Description = $"CSV with a header row ({PeopleFile.Header}); roles separated by semicolons; - reads standard input.",
        };
        var dry = new Option<bool>("--dry-run") { Description = "Check the file and say what would be done; change nothing." };
        var command = new Command("import-users", "Create the accounts of a file, all of them or none, each with a one-time link.")
        {
            file,
            dry,
        };
        command.SetAction(
            (parsed, ct) =>
                runner.RunAsync(
                    (services, token) => ImportAsync(services, parsed.GetRequiredValue(file), parsed.GetValue(dry), token),
                    prepare: true,
                    ct
                )
        );
        return command;
    }

    private static async Task<int> ImportAsync(IServiceProvider services, string file, bool dry, CancellationToken ct)
    {
        byte[] bytes;
        try
        {
            bytes = file == "-" ? await InputAsync(ct) : await File.ReadAllBytesAsync(file, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The file cannot be read: {e.Message}");
            return HostCommandExit.Wrong;
        }

        var read = PeopleFile.Read(bytes);
        if (read.Refusal is { } unreadable)
        {
            return await HostCommandExit.SayAsync(unreadable);
        }

        var wrong = read.Value.Where(line => line.Problems.Count > 0).ToList();
        foreach (var line in wrong)
        {
            await Console.Error.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"Line {line.Line}: {string.Join(' ', line.Problems)}")
            );
        }

        if (wrong.Count > 0)
        {
            await Console.Error.WriteLineAsync("Nothing was changed.");
            return HostCommandExit.Wrong;
        }

        var known = await KnownAsync(services, read.Value, ct);
        List<PersonLine> people = [.. read.Value.Where(line => !known.Contains(line.Email))];
        foreach (var line in read.Value.Where(line => known.Contains(line.Email)))
        {
            await Console.Out.WriteLineAsync($"{line.Email} has an account, which stays as it is.");
        }

        if (dry)
        {
            foreach (var line in people)
            {
                await Console.Out.WriteLineAsync($"{line.Email} would get an account with {string.Join(", ", line.Roles)}.");
            }

            return HostCommandExit.Done;
        }

        return people.Count == 0 ? HostCommandExit.Done : await CreateAsync(services, people, ct);
    }

    private static async Task<int> CreateAsync(IServiceProvider services, List<PersonLine> people, CancellationToken ct)
    {
        var made = await services
            .GetRequiredService<CreateUser>()
            .RunAllAsync(Actor.Host, people.ConvertAll(line => new CreateUser.Command(line.Email, line.Name, line.Roles)), ct);
        if (made.Refusal is { } refusal)
        {
            return await HostCommandExit.SayAsync(refusal);
        }

        // A host command has no request to take the address from.
        var site = services.GetRequiredService<IConfiguration>()["Notifications:PublicAddress"]?.TrimEnd('/') ?? "";
        foreach (var (line, one) in people.Zip(made.Value))
        {
            await Console.Out.WriteLineAsync(
                $"Created the account {one.Id} for {line.Email}. The link is shown once: {site}{one.Link!.Path}"
            );
        }

        return HostCommandExit.Done;
    }

    private static async Task<HashSet<string>> KnownAsync(IServiceProvider services, PersonLine[] lines, CancellationToken ct)
    {
        var accounts = services.GetRequiredService<Accounts>();
        var addresses = lines.ToDictionary(line => accounts.Normalise(line.Email), line => line.Email, StringComparer.Ordinal);
        List<string> asked = [.. addresses.Keys];
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync(ct);
        var taken = await db
            .Users.AsNoTracking()
            .Where(u => asked.Contains(u.NormalizedEmail!))
            .Select(u => u.NormalizedEmail!)
            .ToListAsync(ct);
        return [.. taken.Select(address => addresses[address])];
    }

    private static async Task<byte[]> InputAsync(CancellationToken ct)
    {
        await using var input = Console.OpenStandardInput();
        using var all = new MemoryStream();
        await input.CopyToAsync(all, ct);
        return all.ToArray();
    }
}
