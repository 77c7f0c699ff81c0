using System.Diagnostics;
using System.Globalization;
using System.Net;
using Governance.Testing;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// A day on which twelve things go wrong, one after the other, in an order drawn by a seed. Of each: what a person sees meanwhile, which
/// alert is on, what its runbook says, and that doing exactly that ends it, with nothing lost and nothing done twice.
/// </summary>
[Collection(nameof(Alone))]
public sealed class GameDayTests
{
    private const int Seed = 20261130;
    private const int Writers = 4;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    private static readonly string? s_fakeTime = Directory
        .GetDirectories("/usr/lib", "*-linux-gnu*")
        .Select(d => Path.Combine(d, "faketime", "libfaketime.so.1"))
        .FirstOrDefault(File.Exists);

    private readonly List<(string Fault, string Seen, TimeSpan Blind, TimeSpan Took)> _faults = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [WholeFact]
    public async Task TwelveFaults_AreSeenAndAlarmed_AndEndByTheirRunbook_WithNothingLostOrDoneTwice()
    {
        LoadBalancer.Need();
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounting a small disk needs root.");
        Assert.SkipWhen(s_fakeTime is null, "Install faketime to run this test.");
        await using var day = await GameDay.BeginAsync();
        var faults = Faults(day);
        Assert.Equal(12, faults.Count);
        var order = faults.ToArray();
        new Random(Seed).Shuffle(order);
        foreach (var fault in order.Where(f => Soak.IsNamed(f.Name)))
        {
            await GoThroughAsync(day, fault);
        }

        await day.Writers.FinishAsync(Ct);
        Assert.Empty(day.Writers.Surprises);
        Assert.Empty(day.Person.Surprises);
        await day.StopAsync(0);
        await day.StopAsync(1);
        var check = await day.RunAsync("db", "check");
        Assert.True(check.Code == 0, check.Output + check.Errors);
        await Aftermath.EverythingIsThereOnceAsync(day.Postgres.ConnectionTo("governance"), day.Writers, Ct);
        Assert.NotEmpty(_faults);
        Soak.Report(
            string.Create(CultureInfo.InvariantCulture, $"Game day, seed {Seed}, {_faults.Count} of 12 faults ended by their runbook"),
            string.Create(CultureInfo.InvariantCulture, $"{day.Writers.Answered.Count} writes answered, 0 lost, 0 twice. ") + Figures()
        );
        Assert.All(_faults, f => Assert.True(f.Blind <= s_longest, Figures()));
    }

    private string Figures() =>
        string.Join(
            "; ",
            _faults.Select(f =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{f.Fault}: {f.Seen}, blind {f.Blind.TotalSeconds:F1} s, over after {f.Took.TotalSeconds:F0} s"
                )
            )
        );

    private async Task GoThroughAsync(GameDay day, Fault fault)
    {
        if (!fault.IsQuiet)
        {
            day.Load(Writers);
            await day.WritesAsync();
        }

        var from = Stopwatch.GetTimestamp();
        try
        {
            await fault.Strike();
            var seen = await fault.Seen();
            if (fault.Alert is { } alert)
            {
                await day.AlertAsync(alert);
                // By now the balancer has noticed too: whether a person still sees the same is another question.
                await fault.Seen();
            }

            Says(fault.Runbook, fault.Heading, fault.Words);
            await fault.Follow();
            // Where nothing can be written until someone acts, what counts is how soon after that it can.
            var acted = fault.EndsWrites ? Stopwatch.GetTimestamp() : from;
            if (fault.IsQuiet)
            {
                day.Load(Writers);
            }

            await day.WritesAsync();
            var shown = await day.Person.ShowsAsync(acted, s_patience, Ct);
            var blind = new[] { day.Writers.LongestGap(acted), shown }.Max();
            if (fault is { Alert: { } over, StaysInARate: false })
            {
                await day.NoAlertAsync(over);
            }

            _faults.Add((fault.Name, seen, blind, Stopwatch.GetElapsedTime(from)));
            TestContext.Current.TestOutputHelper?.WriteLine($"{fault.Name}: {seen}, blind {blind}, {Stopwatch.GetElapsedTime(from)}");
            await day.UnloadAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var alerts = string.Join(", ", await day.Prometheus.AlertsAsync(Ct));
            throw new InvalidOperationException(
                $"{fault.Name}: {e.Message}\nAlerts: {alerts}. {Figures()}\n{string.Join('\n', day.LastErrors())}",
                e
            );
        }
    }

    private static IReadOnlyList<Fault> Faults(GameDay day) =>
        [
            new("a node is killed", "runbooks.md", "## PortalDown", "restart the service")
            {
                Alert = "PortalDown",
                Strike = () => day.EndAsync(0),
                Seen = () => PagesAsync(day),
                Follow = () => day.StartAsync(0),
            },
            new("the database is gone", "runbooks.md", "## DatabaseFails", "Bring it back. Nothing has to be repaired in the portal")
            {
                Alert = "WritesRefused",
                EndsWrites = true,
                Strike = () => day.Postgres.CrashAsync(Ct),
                Seen = () => KeepsTryingAsync(day),
                Follow = () => day.Postgres.GoOnAsync(Ct),
            },
            new("the disk is full", "runbooks.md", "## DiskLow", "Enlarge the file system")
            {
                Alert = "DiskLow",
                EndsWrites = true,
                Strike = () =>
                    GameDay.ShellAsync($"fallocate -l $(( $(df --output=avail -B1 {day.Store} | tail -1) - 8388608 )) {day.Store}/full"),
                Seen = () => PagesAsync(day),
                Follow = () => GameDay.ShellAsync($"mount -o remount,size=4g {day.Store}"),
            },
            new("a clock is wrong", "runbooks.md", "## ClockOff", "Start the time service")
            {
                Alert = "ClockOff",
                Strike = async () =>
                {
                    await day.StopAsync(1);
                    await day.StartAsync(
                        1,
                        new Dictionary<string, string>
                        {
                            ["LD_PRELOAD"] = s_fakeTime!,
                            ["FAKETIME"] = "+20s",
                            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
                        }
                    );
                },
                Seen = () => PagesAsync(day),
                // A time service sets the clock of the machine; this node's is in its environment.
                Follow = async () =>
                {
                    await day.StopAsync(1);
                    await day.StartAsync(1);
                },
            },
            new("a node is cut off from the database", "runbooks.md", "## DatabaseFails", "The database server, its fail-over, the network")
            {
                Alert = "WritesRefused",
                Strike = () => Done(day.Links[0].Break),
                Seen = () => PagesAsync(day),
                Follow = () => Done(day.Links[0].Restore),
            },
            new("the key folder is lost", "disasters.md", "## Lost keys", "Take the keys out of the newest backup")
            {
                Alert = "WritesRefused",
                EndsWrites = true,
                Strike = () => Done(() => Directory.Move(day.Keys, day.Keys + ".lost")),
                Seen = async () =>
                {
                    await WritesAreRefusedAsync(day);
                    return await PagesAsync(day);
                },
                Follow = async () =>
                {
                    var walk = new ManualWalk(day.Settings);
                    foreach (
                        var (there, here) in new[]
                        {
                            (" -o governance -g governance", ""),
                            ("chown -R governance: /var/lib/governance/keys", "true"),
                            ("/var/lib/governance/keys", day.Keys),
                            ("/backup/tuesday", day.Backup),
                            ("/secure/recipient.key", day.RecipientKey),
                        }
                    )
                    {
                        walk.Places[there] = here;
                    }

                    walk.Environment["ConnectionStrings__Governance"] = day.Postgres.ConnectionTo("governance");
                    await walk.DoneAsync(ManualWalk.Block("disasters.md", "## Lost keys", "openssl cms"), Ct);
                },
            },
            new("the log is damaged", "runbooks.md", "## LogDamaged", "Stop the nodes, and bring back what was lost or changed")
            {
                Alert = "LogDamaged",
                IsQuiet = true,
                EndsWrites = true,
                Strike = async () =>
                {
                    day.Moment = (string)(await day.Postgres.ExecuteAsync("governance", "SELECT clock_timestamp()::text", Ct))!;
                    await day.Postgres.ExecuteAsync(
                        "governance",
                        """
                        ALTER TABLE "AuditEntries" DISABLE TRIGGER ALL;
                        UPDATE "AuditEntries" SET "Leaf" = convert_to('{}', 'UTF8')
                        WHERE "Index" = (SELECT MAX("Index") FROM "AuditEntries")
                        """,
                        Ct
                    );
                },
                Seen = () => PagesAsync(day),
                Follow = async () =>
                {
                    var check = await day.RunAsync("db", "check");
                    Assert.True(check.Code != 0 && check.Errors.Length > 0, check.Output + check.Errors);
                    TestContext.Current.TestOutputHelper?.WriteLine(check.Errors);
                    await day.StopAsync(0);
                    await day.StopAsync(1);
                    await day.Postgres.GoBackAsync(day.BaseBackup, day.Moment, Ct);
                    await Task.WhenAll(day.StartAsync(0), day.StartAsync(1));
                },
            },
            new("a backup is late", "runbooks.md", "## BackupWanting", "For `database`: the timer of the other tool, and the file that")
            {
                Alert = "BackupWanting database",
                Strike = () => Done(() => File.SetLastWriteTimeUtc(day.Postgres.Mark, DateTime.UtcNow.AddDays(-20))),
                Seen = () => PagesAsync(day),
                Follow = async () => day.BaseBackup = await day.Postgres.BaseBackupAsync(Ct),
            },
            new("the PDF renderer is gone", "runbooks.md", "# Runbooks", "| PDF renderer | `doctor` prints a test page")
            {
                Alert = "ComponentImpaired PDF renderer",
                Strike = () => Done(() => File.Move(day.Chromium, day.Chromium + ".gone")),
                Seen = async () =>
                {
                    var doctor = await day.RunAsync("doctor");
                    Assert.Contains("warn  Chromium", doctor.Output, StringComparison.Ordinal);
                    return await PagesAsync(day);
                },
                Follow = async () =>
                {
                    File.Move(day.Chromium + ".gone", day.Chromium);
                    var doctor = await day.RunAsync("doctor");
                    Assert.Contains("ok    Chromium", doctor.Output, StringComparison.Ordinal);
                },
            },
            new("the mail server hangs", "runbooks.md", "# Runbooks", "| Mail server | Reach it from the node")
            {
                Alert = "ComponentImpaired Mail server",
                Strike = () => Done(day.MailLink.Silence),
                Seen = () => PagesAsync(day),
                Follow = async () =>
                {
                    var before = day.Mail.Mails.Count;
                    day.MailLink.Restore();
                    await Until.HoldsAsync("waiting mails go out", s_patience, _ => Task.FromResult(day.Mail.Mails.Count > before), Ct);
                },
            },
            new("a certificate has ended", "runbooks.md", "## ComponentImpaired", "put the new file where the setting points")
            {
                Alert = "ComponentImpaired Certificates",
                Strike = () => day.MakeRecipientAsync(DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddDays(-1)),
                Seen = async () =>
                {
                    var doctor = await day.RunAsync("doctor");
                    Assert.Contains("The certificate of Backup__Recipient ended on", doctor.Output, StringComparison.Ordinal);
                    return await PagesAsync(day);
                },
                Follow = () => day.MakeRecipientAsync(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(2)),
            },
            new("ten times the load", "runbooks.md", "## RequestsSlow", "add a node, or find the caller")
            {
                Strike = async () =>
                {
                    await day.UnloadAsync();
                    day.Load(10 * Writers);
                    await day.WritesAsync();
                },
                Seen = () => PagesAsync(day),
                // The caller is found, and sends less.
                Follow = async () =>
                {
                    await day.UnloadAsync();
                    day.Load(Writers);
                },
            },
        ];

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    // A person goes on opening pages, signed in or not yet: one whose node is away is led to the other.
    private static async Task<string> PagesAsync(GameDay day)
    {
        if (day.IsRead)
        {
            await day.Person.ShowsAsync(Stopwatch.GetTimestamp(), TimeSpan.FromSeconds(20), Ct);
        }

        await Until.HoldsAsync(
            "a page opens",
            TimeSpan.FromSeconds(20),
            async _ =>
                (await day.OpenAsync("/signin")) is { Status: HttpStatusCode.OK } page
                && page.Body.Contains("</html>", StringComparison.Ordinal),
            Ct
        );
        return "pages open";
    }

    private static async Task<string> KeepsTryingAsync(GameDay day)
    {
        await Until.HoldsAsync(
            "a page that keeps trying",
            TimeSpan.FromSeconds(30),
            async _ =>
                (await day.OpenAsync("/models")) is { Status: HttpStatusCode.ServiceUnavailable } page
                && page.Body.Contains("keeps trying", StringComparison.Ordinal),
            Ct
        );
        return "a page that keeps trying";
    }

    private static Task WritesAreRefusedAsync(GameDay day) =>
        Until.HoldsAsync(
            "writes are refused",
            TimeSpan.FromMinutes(2),
            async _ =>
            {
                var (status, body) = await day.OpenAsync("/writez");
                return status is HttpStatusCode.ServiceUnavailable && body.Contains("\"keys\"", StringComparison.Ordinal);
            },
            Ct
        );

    // The runbook has these words under this heading, and not only this test.
    private static void Says(string document, string heading, string words)
    {
        var text = File.ReadAllText(Checkout.Path("docs", document));
        var start = text.IndexOf($"{heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"docs/{document} has no heading \"{heading}\".");
        var end = text.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        Assert.Contains(words, text[start..(end < 0 ? text.Length : end)], StringComparison.Ordinal);
    }

    /// <param name="Name">What goes wrong.</param>
    /// <param name="Runbook">The document that says what to do.</param>
    /// <param name="Heading">Where in it.</param>
    /// <param name="Words">What it says, which is done.</param>
    private sealed record Fault(string Name, string Runbook, string Heading, string Words)
    {
        /// <summary>The alert that is on; null where none is.</summary>
        public string? Alert { get; init; }

        /// <summary>Nothing can be written until someone acts.</summary>
        public bool EndsWrites { get; init; }

        /// <summary>Nothing is written meanwhile: what comes after the moment that is restored would be lost.</summary>
        public bool IsQuiet { get; init; }

        /// <summary>The alert stands on a rate over minutes, and goes after them.</summary>
        public bool StaysInARate { get; init; }

        public required Func<Task> Strike { get; init; }

        public required Func<Task<string>> Seen { get; init; }

        public required Func<Task> Follow { get; init; }
    }
}
