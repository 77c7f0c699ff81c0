using System.Globalization;
using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.EndToEnd.Tests.Pages;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Reference;
using Governance.Testing;
using Microsoft.Playwright;
using static Governance.Localisation.Texts;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Newcomer.FromZero;

/// <summary>
/// A bank on its first day: from an empty installation to an approved promotion, by what the screens offer and name alone, with the program
/// as it is delivered and nothing configured. The host is asked twice: for the token of the first run, and to confirm what a single
/// administrator gave. Every run takes one way through it, commits in turns, and all ways in full.
/// </summary>
public sealed class FromZeroTests(RunningBrowser browser) : BrowserTest(browser, new ServedPortal())
{
    private const int StepsOfAll = 24;
    private const string Model = "credit-default";
    private const string Version = "2.0.0";
    private const string Domain = "northwall.example";
    private const string Owner = "omar.haddad";

    private readonly List<(string What, TimeSpan Took)> _steps = [];
    private ViewportSize _size = new();
    private string _locale = "";
    private int _pictures;

    private static (string Key, string Name, string Role)[] People =>
        [
            ("luca.moretti", "Luca Moretti", Roles.LegalReviewer),
            (Owner, "Omar Haddad", Roles.ModelOwner),
            ("rosa.lind", "Rosa Lind", Roles.RiskOfficer),
            ("ravi.menon", "Ravi Menon", Roles.RiskOfficer),
            ("clara.novak", "Clara Novak", Roles.ComplianceOfficer),
            ("ines.keller", "Ines Keller", Roles.Engineer),
        ];

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await Portal.DisposeAsync();
    }

    private ServedPortal Served => (ServedPortal)Portal;

    public static TheoryData<DatabaseKind, int, int, string> Ways
    {
        get
        {
            (DatabaseKind, int, int, string)[] all =
            [
                (DatabaseKind.Sqlite, 1440, 900, "en-GB"),
                (DatabaseKind.Postgres, 390, 844, "de-DE"),
                (DatabaseKind.Sqlite, 390, 844, "en-GB"),
                (DatabaseKind.Postgres, 1440, 900, "de-DE"),
                (DatabaseKind.Sqlite, 1440, 900, "de-DE"),
                (DatabaseKind.Postgres, 390, 844, "en-GB"),
                (DatabaseKind.Sqlite, 390, 844, "de-DE"),
                (DatabaseKind.Postgres, 1440, 900, "en-GB"),
            ];
            // Where there is no PostgreSQL, those that are left take turns.
            var here = all.Where(w => w.Item1 is DatabaseKind.Sqlite || TestDatabase.HasPostgres).ToList();
            return [.. here.Where((_, number) => Soak.HasTurn(number, here.Count))];
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Bank_FromAnEmptyInstallation_ReachesItsFirstApprovedPromotion(DatabaseKind kind, int width, int height, string locale)
    {
        await Served.StartAsync(kind);
        (_size, _locale) = (new() { Width = width, Height = height }, locale);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(locale[..2]);
        var admin = await ComeAsync();
        await StepAsync("Create the first administrator", () => SetUpAsync(admin));
        await StepAsync("Name the organisation", () => NameAsync(admin));
        var sofia = await StepAsync("Invite one person", () => InviteAsync(admin));
        var others = await StepAsync("Invite the others from a file", () => ImportAsync(admin));
        var security = await StepAsync("Accept: security", () => AcceptAsync("sofia.lindqvist", sofia));
        var people = new Dictionary<string, Colleague>(StringComparer.Ordinal);
        foreach (var ((key, name, _), link) in People.Zip(others))
        {
            people[name] = await StepAsync($"Accept: {name}", () => AcceptAsync(key, link));
        }

        var (risk, other, compliance) = (people["Rosa Lind"], people["Ravi Menon"], people["Clara Novak"]);
        var (legal, owner, engineer) = (people["Luca Moretti"], people["Omar Haddad"], people["Ines Keller"]);
        await StepAsync("Propose a policy pack", () => ProposeAsync(risk));
        await StepAsync("Approve it: risk", () => ApproveAsync(other, "Approved. One more approval is needed."));
        await StepAsync("Approve it: security", () => ApproveAsync(security, "Both approvals have been given. The policy is in force."));
        await StepAsync("Register the first AI system", () => RegisterSystemAsync(compliance));
        await StepAsync("Classify it", () => ClassifyAsync(compliance));
        await StepAsync("Sign its classification", () => SignClassificationAsync(legal));
        await StepAsync("Register the first model", () => RegisterModelAsync(engineer));
        await StepAsync("Register its first version", () => RegisterVersionAsync(engineer));
        await StepAsync("Add the evidence", () => AddEvidenceAsync(engineer));
        await StepAsync("Request promotion", () => RequestAsync(engineer));
        foreach (var signer in (Colleague[])[security, legal, owner])
        {
            await StepAsync("Sign", () => SignAsync(signer));
        }

        await Expect(engineer.Main.GetByText(T["Approved"], new() { Exact = true }).First).ToBeVisibleAsync();
        await admin.StartAsync();
        await Expect(admin.Steps).ToHaveCountAsync(0);
        Report(kind, width, locale);
        Assert.Equal(StepsOfAll, _steps.Count);
        Assert.Empty(Served.Failures);
    }

    private void Report(DatabaseKind kind, int width, string locale)
    {
        foreach (var (what, took) in _steps)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{what}: {took.TotalSeconds:0.0} s");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_steps.Count} steps on {kind} at {width} px in {locale}: {_steps.Sum(s => s.Took.TotalSeconds):0} s"
        );
    }

    private async Task StepAsync(string what, Func<Task> act) =>
        await StepAsync(
            what,
            async () =>
            {
                await act();
                return true;
            }
        );

    private async Task<TAnswer> StepAsync<TAnswer>(string what, Func<Task<TAnswer>> act)
    {
        var began = TimeProvider.System.GetTimestamp();
        TAnswer answer;
        try
        {
            answer = await act();
        }
        catch (Exception e)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"Stopped at: {what}: {e.Message}");
            throw;
        }

        _steps.Add((what, TimeProvider.System.GetElapsedTime(began)));
        return answer;
    }

    private async Task<Colleague> ComeAsync() => new(await ArriveAsync(_size, _locale));

    private async Task SetUpAsync(Colleague admin)
    {
        await admin.Page.GotoAsync("/");
        await admin.SeeHeadingAsync(T["First run"]);
        var form = admin.Page.Locator("form");
        await Colleague.FillAsync(
            form,
            "One-time token",
            (await File.ReadAllTextAsync(Path.Combine(Served.KeyFolder, "setup-token"))).Trim()
        );
        await Colleague.FillAsync(form, "Name", "Anna Berg");
        await Colleague.FillAsync(form, "E-mail", $"anna.berg@{Domain}");
        await Colleague.FillAsync(form, "Password", PortalFactory.Password);
        await admin.PressAsync("Create administrator", form);
        await admin.SetUpAsync(CodesOf($"anna.berg@{Domain}"));
        await Expect(admin.Steps).ToContainTextAsync("0");
        await FitsAsync(admin);
    }

    private async Task NameAsync(Colleague admin)
    {
        await admin.FollowStepAsync("Open organisation");
        await Colleague.FillAsync(admin.Main, "Name", "Northwall Bank AG");
        await admin.Main.ProveAsync();
        await admin.PressAsync("Save organisation");
        await Expect(admin.Main.GetByText(T["Last changed"])).ToBeVisibleAsync();
        await FitsAsync(admin);
    }

    private async Task<string> InviteAsync(Colleague admin)
    {
        await admin.FollowStepAsync("Open users");
        var dialog = await admin.OpenDialogAsync("Invite user", "Invite user");
        await Colleague.FillAsync(dialog, "E-mail", $"sofia.lindqvist@{Domain}");
        await Colleague.FillAsync(dialog, "Name", "Sofia Lindqvist");
        await dialog.GetByRole(AriaRole.Checkbox, new() { Name = T[Roles.Title(Roles.SecurityReviewer)], Exact = true }).CheckAsync();
        await admin.ConfirmAsync(dialog, "Create account");
        return (await HandOverAsync(admin, 1))[0];
    }

    private async Task<IReadOnlyList<string>> ImportAsync(Colleague admin)
    {
        var dialog = await admin.OpenDialogAsync("Invite from a file", "Invite people from a file");
        var file = await dialog.GetByLabel(T["File"], new() { Exact = true }).ListensAsync();
        var lines = People.Select(p => $"{p.Name};{p.Key}@{Domain};{T[Roles.Title(p.Role)]}").ToList();
        await file.SetInputFilesAsync(Csv([.. lines, "Sofia Lindqvist;sofia.lindqvist@northwall.example;Wizard"]));
        await Expect(dialog.GetByRole(AriaRole.Table)).ToContainTextAsync("Wizard");
        await Expect(dialog.GetByRole(AriaRole.Button, new() { NameRegex = new(T["Invite {0}", "7"]) })).ToHaveCountAsync(0);
        await FitsAsync(admin);
        await file.SetInputFilesAsync(Csv(lines));
        await dialog.ProveAsync();
        Assert.Empty(await Accessibility.FindingsAsync(admin.Page));
        await dialog
            .GetByRole(AriaRole.Button, new() { Name = T["Invite {0}", Formats.Plural(People.Length, "person", "people")], Exact = true })
            .ClickAsync();
        await dialog.ClosesAsync();
        return await HandOverAsync(admin, People.Length);
    }

    private static FilePayload Csv(IEnumerable<string> lines) =>
        new()
        {
            Name = "people.csv",
            MimeType = "text/csv",
            Buffer = System.Text.Encoding.UTF8.GetBytes(string.Join("\r\n", lines.Prepend("name;email;roles"))),
        };

    // What the page shows is what is handed over, and what is typed on the host.
    private async Task<IReadOnlyList<string>> HandOverAsync(Colleague admin, int count)
    {
        var note = admin.Page.Locator(".note[role=status]");
        await Expect(note.Locator("code.break")).ToHaveCountAsync(count);
        var command = await note.Locator("pre").InnerTextAsync();
        const string Program = "dotnet Governance.Portal.dll ";
        Assert.StartsWith(Program, command, StringComparison.Ordinal);
        await Served.RunAsync(command.Trim()[Program.Length..].Split(' '));
        await FitsAsync(admin);
        return await note.Locator("code.break").AllInnerTextsAsync();
    }

    private async Task<Colleague> AcceptAsync(string key, string link)
    {
        var colleague = await ComeAsync();
        var email = $"{key}@{Domain}";
        await colleague.AcceptAsync(
            link,
            key switch
            {
                "sofia.lindqvist" or "luca.moretti" => CodesOf(email),
                Owner => PasskeyOf(colleague),
                _ => null,
            }
        );
        await FitsAsync(colleague);
        return colleague;
    }

    private Func<SecurityPage, Task> CodesOf(string email) =>
        async page =>
        {
            await page.SetUpCodesAsync(secret => Served.KeepAppAsync(email, secret));
        };

    private static Func<SecurityPage, Task> PasskeyOf(Colleague colleague) =>
        async page =>
        {
            await VirtualAuthenticator.PlugInAsync(colleague.Person);
            await page.AddAsync("Work laptop");
        };

    private async Task ProposeAsync(Colleague risk)
    {
        await risk.FollowStepAsync("Propose policy");
        var pack = T["High-risk systems (EU AI Act)"];
        await risk.Main.GetByRole(AriaRole.Button, new() { Name = T["Use pack {0}", pack], Exact = true }).ClickAsync();
        // As the handbook advises for the first weeks.
        await Colleague.Choice(risk.Main, "If not met").SelectOptionAsync("Warn");
        await Expect(Colleague.Field(risk.Main, "Text (YAML)")).ToHaveValueAsync(new Regex("mode: warn"));
        await Colleague.FillAsync(risk.Main.Locator("#propose-form"), "Reason", "Our first policy");
        await risk.PressAsync("Propose");
        await risk.BeAtAsync("/policies/changes/PCR-");
        await risk.PressAsync("Run back-test");
        await Expect(risk.Main.GetByRole(AriaRole.Button, new() { Name = T["Run again"], Exact = true })).ToBeVisibleAsync();
        await FitsAsync(risk);
    }

    private async Task ApproveAsync(Colleague approver, string said)
    {
        await approver.OpenFromQueueAsync("/policies/changes/PCR-");
        await approver.PressAsync("Approve");
        var dialog = await approver.Page.GetByRole(AriaRole.Dialog).OpensAsync();
        await approver.ConfirmAsync(dialog, "Approve");
        await Expect(new Shell(approver.Person).Said(T["Messages"])).ToContainTextAsync(T[said]);
        await FitsAsync(approver);
    }

    private async Task RegisterSystemAsync(Colleague compliance)
    {
        await compliance.FollowStepAsync("Open AI systems");
        var dialog = await compliance.OpenDialogAsync("Register AI system", "Register AI system");
        await Colleague.FillAsync(dialog, "Name", "Retail credit scoring");
        await Colleague.FillAsync(dialog, "Purpose", "Estimates the probability that a retail customer defaults within twelve months.");
        await Colleague.Choice(dialog, "Owner").SelectOptionAsync($"omar.haddad@{Domain}");
        foreach (var role in LawLibrary.Shipped.Current.Roles.Where(r => r.Id is "provider" or "deployer"))
        {
            await dialog
                .GetByRole(
                    AriaRole.Checkbox,
                    new() { NameRegex = new($"^{Regex.Escape(T.Word(role.Name))}\\s+{Regex.Escape(T.Word(role.Meaning))}") }
                )
                .CheckAsync();
        }

        await compliance.ConfirmAsync(dialog, "Register AI system", asksWho: false);
        await compliance.SeeHeadingAsync("Retail credit scoring");
        await FitsAsync(compliance);
    }

    private async Task ClassifyAsync(Colleague compliance)
    {
        await compliance.Main.GetByRole(AriaRole.Link, new() { Name = T["Classify"], Exact = true }).ClickAsync();
        await compliance.PressAsync("Start classification");
        await Questionnaire.AnswerAsync(compliance, LawLibrary.Shipped.Current);
        await compliance.PressAsync("Submit for signature");
        await Expect(compliance.Main.GetByText(T["The classification is waiting for a legal approver who answered none of the questions."]))
            .ToBeVisibleAsync();
        await FitsAsync(compliance);
    }

    private async Task SignClassificationAsync(Colleague legal)
    {
        await legal.OpenFromQueueAsync("/compliance/systems/SYS-");
        await legal.PressAsync("Sign classification");
        await Expect(legal.Main.GetByRole(AriaRole.Link, new() { Name = T["View obligations"], Exact = true })).ToBeVisibleAsync();
        await FitsAsync(legal);
    }

    private async Task RegisterModelAsync(Colleague engineer)
    {
        await engineer.FollowStepAsync("Open models");
        var dialog = await engineer.OpenDialogAsync("Register model", "Register model");
        await Colleague.FillAsync(dialog, "Name", Model);
        await Colleague.FillAsync(dialog, "Display name", "Credit default scoring");
        await Colleague.Choice(dialog, "Owner").SelectOptionAsync($"omar.haddad@{Domain}");
        await Colleague.Choice(dialog, "Risk class").SelectOptionAsync("high");
        await engineer.ConfirmAsync(dialog, "Register model", asksWho: false);
        await engineer.SeeHeadingAsync("Credit default scoring");
        await FitsAsync(engineer);
    }

    private async Task RegisterVersionAsync(Colleague engineer)
    {
        await engineer.Main.GetByRole(AriaRole.Link, new() { Name = T["Register version"], Exact = true }).First.ClickAsync();
        await engineer.SeeHeadingAsync(T["Register version"]);
        await Colleague.FillAsync(engineer.Main, "Version", Version);
        var file = await engineer.Page.GetByLabel(T["Artifact"], new() { Exact = true }).ListensAsync();
        await file.SetInputFilesAsync(Bank.ArtifactOf(Version));
        await Expect(Colleague.Field(engineer.Main, "Media type")).ToHaveValueAsync("application/json");
        await engineer.PressAsync("Register version");
        await engineer.SeeHeadingAsync($"Credit default scoring {Version}");
        await engineer.ReadyAsync();
        await FitsAsync(engineer);
    }

    private async Task AddEvidenceAsync(Colleague engineer)
    {
        await engineer.PressAsync("Dry-run gates");
        await Expect(engineer.Main.GetByRole(AriaRole.Button, new() { Name = T["Check again"], Exact = true })).ToBeVisibleAsync();
        await FitsAsync(engineer);
        foreach (var entry in Bank.ManifestOf(Version).Where(e => (string)e!["kind"]! is not "other"))
        {
            var dialog = await engineer.OpenDialogAsync("Add evidence", "Add evidence");
            await Colleague.Choice(dialog, "Kind").SelectOptionAsync((string)entry!["kind"]!);
            await Colleague.FillAsync(dialog, "Tool", (string)entry["tool"]!);
            await dialog.GetByLabel(T["File"], new() { Exact = true }).SetInputFilesAsync(Bank.EvidenceOf(Version, (string)entry["file"]!));
            await engineer.ConfirmAsync(dialog, "Add evidence", asksWho: false);
        }
    }

    private async Task RequestAsync(Colleague engineer)
    {
        var dialog = await engineer.OpenDialogAsync("Request promotion", "Request promotion");
        await dialog.GetByRole(AriaRole.Radio, new() { Name = T["Production"], Exact = true }).CheckAsync();
        await Colleague.FillAsync(dialog, "Reason", "Our first release");
        await dialog.GetByRole(AriaRole.Button, new() { Name = T["Request promotion"], Exact = true }).ClickAsync();
        await engineer.BeAtAsync("/approvals/APR-");
        await FitsAsync(engineer);
    }

    private async Task SignAsync(Colleague signer)
    {
        await signer.OpenFromQueueAsync("/approvals/APR-");
        await signer.PressAsync("Sign off");
        var dialog = await signer.Page.GetByRole(AriaRole.Dialog, new() { Name = T["Sign this approval"], Exact = true }).OpensAsync();
        await dialog.GetByRole(AriaRole.Radio).First.CheckAsync();
        await FitsAsync(signer);
        if (signer.Person.App is not null)
        {
            await signer.ConfirmAsync(dialog, "Sign approval");
            return;
        }

        // Whose second step is a passkey signs with it.
        await new SignDialog(signer.Person).UsePasskeyAsync();
        await dialog.ClosesAsync();
    }

    private async Task FitsAsync(Colleague colleague)
    {
        if (Environment.GetEnvironmentVariable("GOVERNANCE_GALLERY") is { Length: > 0 } folder)
        {
            var name = string.Create(
                CultureInfo.InvariantCulture,
                $"from-zero-{_locale}-{_size.Width}-{_steps.Count:00}-{++_pictures:00}.png"
            );
            await colleague.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name) });
        }

        Assert.Empty(await Accessibility.OverflowAsync(colleague.Page));
        Assert.Empty(await Accessibility.ClippedAsync(colleague.Page));
    }
}
