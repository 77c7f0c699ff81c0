using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Portal.Administration.Audit;
using Governance.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;
using Roles = Governance.Domain.Identity.Roles;

namespace Governance.EndToEnd.Tests.Proof;

/// <summary>Someone edits the log behind the portal's back, and an auditor asks whether it is what was signed.</summary>
public sealed class DamagedLogTests(RunningBrowser browser, DamagedPortal portal)
    : BrowserTest(browser, portal),
        IClassFixture<DamagedPortal>
{
    private static readonly (int Width, int Height, ColorScheme Theme)[] s_looks =
    [
        (1440, 900, ColorScheme.Light),
        (1440, 900, ColorScheme.Dark),
        (390, 844, ColorScheme.Light),
        (390, 844, ColorScheme.Dark),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task Verification_OfAnEditedEntry_IsSaidAboveEveryPageAtOnce()
    {
        var (auditor, _) = await EmployAsync("auditor", Roles.Auditor);
        var (officer, _) = await EmployAsync("officer", Roles.RiskOfficer);
        var (engineer, _) = await EmployAsync("engineer", Roles.Engineer);
        await Factory.Get<CheckpointSigner>().SignAsync(Ct);
        await officer.OpenAsync("/models");
        await engineer.OpenAsync("/models");
        await auditor.OpenAsync("/audit");
        var verify = auditor.Page.GetByRole(AriaRole.Button, new() { Name = "Verify now", Exact = true });
        var state = auditor.Page.GetByRole(AriaRole.Status, new() { Name = "Log verification", Exact = true });
        await verify.ClickAsync();
        await Expect(state).ToContainTextAsync("Verified to entry");

        await EditAsync();
        await verify.ClickAsync();

        await Expect(state).ToContainTextAsync("Verification failed at entry 1");
        await Expect(auditor.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("Log verification failed at entry 1");
        // Without having done anything: the alarm goes to the person who has a page open.
        await Expect(officer.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("Log verification failed at entry 1");
        await Expect(engineer.Page.GetByText("Log verification failed")).ToHaveCountAsync(0);

        await auditor.OpenAsync("/audit?entry=1");
        await Expect(auditor.Page.GetByRole(AriaRole.Complementary, new() { Name = "Entry 1", Exact = true }))
            .ToContainTextAsync("Not proven");
        await LookAsync(auditor, "audit-log-damaged");
        await LookAsync(officer, "alarm");
    }

    // No page of the gallery has this alarm: its colours are looked at here. In every run on a wide screen by day, on a phone by night.
    private static async Task LookAsync(Person person, string name)
    {
        foreach (var (width, height, theme) in GalleryFolder.IsKept ? s_looks : Soak.Sample(s_looks, every: 3))
        {
            await person.Page.SetViewportSizeAsync(width, height);
            await person.Page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
            await Expect(person.Page.Locator("html")).ToHaveAttributeAsync("data-theme", theme is ColorScheme.Dark ? "dark" : "light");
            var look = $"{width}-{(theme is ColorScheme.Dark ? "dark" : "light")}";
            await GalleryFolder.ShootAsync(person.Page, name, look, wholePage: true);
            Assert.Empty(await Accessibility.FindingsAsync(person.Page, AxeRules.All));
            Assert.Empty(await Accessibility.OverflowAsync(person.Page));
        }
    }

    // As someone would who has the file: round the portal and round the trigger.
    private async Task EditAsync()
    {
        await using var db = await Factory.Databases.CreateDbContextAsync(Ct);
        await using var connection = new SqliteConnection(db.Database.GetConnectionString());
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            DROP TRIGGER "AuditEntries_no_update";
            UPDATE "AuditEntries" SET "Leaf" = CAST(replace(CAST("Leaf" AS TEXT), '"done"', '"DONE"') AS BLOB) WHERE "Index" = 1;
            """;
        await command.ExecuteNonQueryAsync(Ct);
    }
}
