using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Bunit;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Components;
using Governance.Testing;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Names = Governance.Portal.Tests.Components.Roles;
using Roles = Governance.Domain.Identity.Roles;

namespace Governance.Portal.Tests.Registry;

/// <summary>The pages on the real portal: what a role may do is there, what it never can is not.</summary>
/// <param name="shared">Two models, of which one has a version, for the cases that only look.</param>
public sealed class RegistryPagesTests(SharedScene shared) : BunitContext, IClassFixture<SharedScene>
{
    private readonly Account _account = new();
    private bool _ready;

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Models_Engineer_SeesTheFilteredListAndCanRegister()
    {
        var registry = await TwoAsync();

        var page = await PageAsync<ModelsPage>(registry, RegistryFixture.Engineer, Roles.Engineer, "/models?riskClass=high");

        Assert.Equal("Models", page.Find("h1").TextContent.Trim());
        Assert.Contains("Register model", Buttons(page));
        Assert.Equal("credit", page.Find("table tbody th a").TextContent.Trim());
        Assert.Single(page.FindAll("table tbody tr"));
        Assert.Contains("High", page.Find("table tbody").TextContent, StringComparison.Ordinal);
        Assert.Contains("Remove filter Risk class: High", Buttons(page));
    }

    [Fact]
    public async Task Models_TwoFiltersChosenQuickly_BothCount()
    {
        var registry = await TwoAsync();
        var browser = new SlowNavigation();
        Services.AddSingleton<NavigationManager>(browser);
        var page = await PageAsync<ModelsPage>(registry, RegistryFixture.Engineer, Roles.Engineer, "/models?sort=name");
        browser.IsSlow = true;

        foreach (var field in new[] { "riskClass=", "stage=" })
        {
            await page.Find($".filters [popover] button[value^='{field}']").ClickAsync(new());
        }

        Assert.Contains("sort=name", browser.Last, StringComparison.Ordinal);
        Assert.Contains("riskClass=", browser.Last, StringComparison.Ordinal);
        Assert.Contains("stage=", browser.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_Auditor_HasNoControlThatWrites()
    {
        var registry = await TwoAsync();
        await registry.Portal.CreateUserAsync("auditor@demo.example", Roles.Auditor);

        var models = await PageAsync<ModelsPage>(registry, "auditor@demo.example", Roles.Auditor, "/models");
        var version = await PageAsync<VersionPage>(
            registry,
            "auditor@demo.example",
            Roles.Auditor,
            "/models/fraud-scorer/versions/1",
            Version("1")
        );

        Assert.DoesNotContain("Register model", Buttons(models));
        Assert.Empty(Buttons(version).Intersect(["Request promotion", "Deploy", "Roll back", "Add evidence"]));
        Assert.Contains("Copy SHA-256", Buttons(version));
    }

    [Fact]
    public async Task Version_InProduction_OffersRollBackToTheOwnerAndNoPromotion()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1", "2");
        await registry.DeployAsync("1", await registry.ApproveAsync("1"));
        await registry.DeployAsync("2", await registry.ApproveAsync("2"));

        var owner = await PageAsync<VersionPage>(
            registry,
            RegistryFixture.Owner,
            Roles.ModelOwner,
            "/models/fraud-scorer/versions/2",
            Version("2")
        );
        var engineer = await PageAsync<VersionPage>(
            registry,
            RegistryFixture.Engineer,
            Roles.Engineer,
            "/models/fraud-scorer/versions/2",
            Version("2")
        );
        var before = await PageAsync<VersionPage>(
            registry,
            RegistryFixture.Engineer,
            Roles.Engineer,
            "/models/fraud-scorer/versions/1",
            Version("1")
        );

        Assert.Equal("fraud-scorer 2", owner.Find("h1").TextContent.Trim());
        Assert.Contains("Roll back", Buttons(owner));
        Assert.DoesNotContain("Request promotion", Buttons(owner));
        Assert.DoesNotContain("Roll back", Buttons(engineer));
        Assert.Contains("Request promotion", Buttons(before));
        Assert.Contains("Compare", Buttons(before));
        Assert.NotNull(owner.Find("[role=tablist][aria-label=Version]"));
    }

    [Fact]
    public async Task Version_EvidenceTabs_ShowWhatWasReadAsTextOnly()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        await AddAsync(
            registry,
            "validation",
            new JsonObject
            {
                ["rows"] = 100,
                ["labelled"] = 100,
                ["auc"] = 0.91234,
            }
        );
        await AddAsync(registry, "model-card", new JsonObject { ["intendedUse"] = "<script>alert(1)</script>" });
        await AddAsync(
            registry,
            "sbom",
            JsonNode.Parse(
                """{"bomFormat":"CycloneDX","specVersion":"1.6","components":"""
                    + """[{"type":"library","name":"numpy","version":"2.1.0","licenses":[{"license":{"id":"BSD-3-Clause"}}]}]}"""
            )!
        );

        var about = new string('b', 64);
        await AddAsync(
            registry,
            "robustness",
            JsonNode.Parse($$$"""{"subject":{"artifactSha256":null,"datasetSha256":"{{{about}}}","rows":1234,"seed":20260104}}""")!
        );
        var robustness = await TabAsync("robustness");
        Assert.All(
            ["bbbbbbbbbbbb", "1,234", "20260104", "The report does not state it"],
            said => Assert.Contains(said, robustness, StringComparison.Ordinal)
        );

        Assert.Contains("0.912", await TabAsync("validation"), StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", await TabAsync("model-card"), StringComparison.Ordinal);
        Assert.Contains("BSD-3-Clause", await TabAsync("sbom"), StringComparison.Ordinal);
        // The licences of SPDX 3 are elements of their own.
        await AddAsync(
            registry,
            "sbom",
            JsonNode.Parse(
                """
                {"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
                 {"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1"},
                 {"type":"ai_AIPackage","spdxId":"urn:m","name":"word-model","software_packageVersion":"0.0"},
                 {"type":"simplelicensing_LicenseExpression","spdxId":"urn:l","simplelicensing_licenseExpression":"MIT-0"},
                 {"type":"Relationship","from":"urn:m","relationshipType":"hasDeclaredLicense","to":["urn:l"]}]}
                """
            )!
        );
        var spdx = await TabAsync("sbom");
        Assert.All(["word-model", "0.0", "MIT-0"], said => Assert.Contains(said, spdx, StringComparison.Ordinal));
        // The XML of CycloneDX has the same components.
        using var file = new ByteArrayContent(
            """
            <bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component type="library"><name>scipy</name>
            <version>1.14.1</version><licenses><license><id>BSD-2-Clause</id></license></licenses></component></components></bom>
            """u8.ToArray()
        );
        file.Headers.ContentType = new("application/xml");
        using var form = new MultipartFormDataContent
        {
            { new StringContent("sbom"), "kind" },
            { new StringContent("syft 1.18"), "tool" },
            { new StringContent("2026-11-20T08:00:00Z"), "producedAt" },
            { file, "file", "bom.xml" },
        };
        using var added = await registry.Client.PostAsync(
            new Uri("/api/v1/models/fraud-scorer/versions/1/evidence", UriKind.Relative),
            form,
            Xunit.TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var xml = await TabAsync("sbom");
        Assert.All(["scipy", "1.14.1", "BSD-2-Clause"], said => Assert.Contains(said, xml, StringComparison.Ordinal));
        Assert.Contains("No evidence of the kind “Fairness”", await TabAsync("fairness"), StringComparison.Ordinal);

        async Task<string> TabAsync(string tab)
        {
            var page = await PageAsync<VersionPage>(
                registry,
                RegistryFixture.Engineer,
                Roles.Engineer,
                $"/models/fraud-scorer/versions/1?tab={tab}",
                Version("1")
            );
            return page.Find("[role=tabpanel]").InnerHtml;
        }
    }

    [Fact]
    public async Task Model_ProductionOnADay_NamesEveryVersionThatServed()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1", "2");
        await registry.DeployAsync("1", await registry.ApproveAsync("1"));
        registry.Clock.Advance(TimeSpan.FromHours(2));
        await registry.DeployAsync("2", await registry.ApproveAsync("2"));

        // The pages share one address, as tabs of a browser do not: each is read before the next is opened.
        var same = await PageAsync<ModelPage>(
            registry,
            RegistryFixture.Engineer,
            Roles.Engineer,
            "/models/fraud-scorer?on=2026-11-20",
            p => p.Add(m => m.Model, "fraud-scorer")
        );
        Assert.Equal(["1", "2"], Card(same, "What was in production on…").QuerySelectorAll("li a").Select(a => a.TextContent.Trim()));

        var before = await PageAsync<ModelPage>(
            registry,
            RegistryFixture.Engineer,
            Roles.Engineer,
            "/models/fraud-scorer?on=2026-11-19",
            p => p.Add(m => m.Model, "fraud-scorer")
        );
        Assert.Contains(
            "No version was in production on this day",
            Card(before, "What was in production on…").TextContent,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Page_OfSomethingUnknown_SaysSo()
    {
        var registry = await TwoAsync();

        var version = await PageAsync<VersionPage>(
            registry,
            RegistryFixture.Engineer,
            Roles.Engineer,
            "/models/fraud-scorer/versions/9",
            Version("9")
        );
        var model = await PageAsync<ModelPage>(
            registry,
            RegistryFixture.Engineer,
            Roles.Engineer,
            "/models/nothing",
            p => p.Add(m => m.Model, "nothing")
        );

        Assert.Equal("Version not found", version.Find("h1").TextContent.Trim());
        Assert.Equal("Model not found", model.Find("h1").TextContent.Trim());
    }

    [Fact]
    public async Task RollBack_HighRisk_AsksForTheNameAndSaysWhereItWent()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1", "2");
        await registry.DeployAsync("1", await registry.ApproveAsync("1"));
        await registry.DeployAsync("2", await registry.ApproveAsync("2"));
        (await registry.Client.PatchAsJsonAsync("/api/v1/models/fraud-scorer", new JsonObject { ["riskClass"] = "high" }, Ct)).Dispose();
        var page = await PageAsync<VersionPage>(
            registry,
            RegistryFixture.Owner,
            Roles.ModelOwner,
            "/models/fraud-scorer/versions/2",
            Version("2")
        );

        await page.ByRole("button", "Roll back").ClickAsync(new());
        await page.ByRole("textbox", "Reason").ChangeAsync(new() { Value = "False positives doubled" });
        await page.Find("#roll-back").SubmitAsync();
        Assert.Contains("Type fraud-scorer to confirm.", page.Find("[role=dialog]").TextContent, StringComparison.Ordinal);
        await page.ByRole("textbox", "Model name").ChangeAsync(new() { Value = "fraud-scorer" });
        await page.Find("#roll-back").SubmitAsync();

        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll("[role=dialog]")));
        Assert.Equal("1", (string?)(await registry.GetAsync("/models/fraud-scorer"))["productionVersion"]);
        Assert.Equal("Rolled back to 1.", Services.GetRequiredService<ToastService>().Toasts[0].Text.ToString());
        await page.WaitForAssertionAsync(() => Assert.DoesNotContain("Roll back", Buttons(page)));
    }

    [Fact]
    public async Task RollbackPlan_GapIsShown_AndAPlanClosesIt_WithThoseBeforeOnRecord()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1", "2");
        await registry.DeployAsync("1", await registry.ApproveAsync("1"));
        await registry.DeployAsync("2", await registry.ApproveAsync("2"));
        var page = await PageAsync<VersionPage>(
            registry,
            RegistryFixture.Engineer,
            Roles.Engineer,
            "/models/fraud-scorer/versions/2",
            Version("2")
        );
        Assert.Contains("No rollback plan recorded", Card(page, "Deployments").TextContent, StringComparison.Ordinal);

        await page.ByRole("button", "Rollback plan of DEP-0002").ClickAsync(new());
        await page.WaitForAssertionAsync(() =>
            Assert.Contains("No rollback plan recorded", page.Find("[role=dialog]").TextContent, StringComparison.Ordinal)
        );
        await page.Find("#rollback-plan").SubmitAsync();
        Assert.Contains("Write 1 to 30 steps", page.Find("[role=dialog]").TextContent, StringComparison.Ordinal);
        await page.ByRole("textbox", "Steps").InputAsync(new() { Value = "Point the router to 1\nWatch the error rate" });
        await page.ByRole("textbox", "Responsible").ChangeAsync(new() { Value = "Scoring on call" });
        await page.Find("#plan-minutes").ChangeAsync(new() { Value = "15" });
        await page.Find("#rollback-plan").SubmitAsync();

        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll("[role=dialog]")));
        await page.WaitForAssertionAsync(() =>
            Assert.Contains(
                "Rollback plan: to 1 in 15 minutes, by Scoring on call",
                Card(page, "Deployments").TextContent,
                StringComparison.Ordinal
            )
        );
        await registry.Portal.CreateUserAsync("auditor@demo.example", Roles.Auditor);
        var auditor = await PageAsync<VersionPage>(
            registry,
            "auditor@demo.example",
            Roles.Auditor,
            "/models/fraud-scorer/versions/2",
            Version("2")
        );
        await auditor.ByRole("button", "Rollback plan of DEP-0002").ClickAsync(new());
        await auditor.WaitForAssertionAsync(() =>
            Assert.Contains("Plan 1", auditor.Find("ol[aria-label='Plans on record']").TextContent, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("Record plan", Buttons(auditor));
    }

    [Fact]
    public async Task RegisterModel_WrongName_IsSaidAtTheFieldAndNothingIsKept()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        var page = await PageAsync<ModelsPage>(registry, RegistryFixture.Engineer, Roles.Engineer, "/models");

        await page.ByRole("button", "Register model").ClickAsync(new());
        await page.ByRole("textbox", "Name").ChangeAsync(new() { Value = "Fraud Scorer" });
        await page.Find("#register-model").SubmitAsync();

        Assert.Equal("true", page.ByRole("textbox", "Name").GetAttribute("aria-invalid"));
        Assert.Equal(2, page.FindAll(".error-summary li").Count);
        Assert.Empty(await registry.LogAsync("model.registered"));
    }

    [Theory]
    [InlineData("0,912")]
    [InlineData("1,234")]
    [InlineData("91 %")]
    [InlineData("NaN")]
    public async Task RegisterVersion_MetricThatIsNoNumber_IsSaidUnderItsName_AndWithAPointItIsKept(string typed)
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1");
        var page = await PageAsync<RegisterVersionPage>(
            registry,
            RegistryFixture.Engineer,
            Roles.Engineer,
            "/models/fraud-scorer/register-version",
            p => p.Add(r => r.Model, "fraud-scorer")
        );
        await page.Find("#version-name").ChangeAsync(new() { Value = "2" });
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("weights", "model.bin"));
        await page.WaitForAssertionAsync(
            () => Assert.Contains("SHA-256 of the uploaded file", page.Markup, StringComparison.Ordinal),
            TimeSpan.FromSeconds(20)
        );

        await page.Find("#version-metrics").ChangeAsync(new() { Value = $"f1 = 0.8\nauc = {typed}" });
        await page.Find("form.form").SubmitAsync();

        Assert.Equal("true", page.Find("#version-metrics").GetAttribute("aria-invalid"));
        Assert.StartsWith(
            "Metrics: auc: A metric must be a number",
            Assert.Single(page.FindAll(".error-summary li")).TextContent.Trim(),
            StringComparison.Ordinal
        );
        Assert.Single(await registry.LogAsync("version.registered"));

        await page.Find("#version-metrics").ChangeAsync(new() { Value = "f1 = 0.8\nauc = 0.912" });
        await page.Find("form.form").SubmitAsync();

        Assert.Equal(2, (await registry.LogAsync("version.registered")).Count);
    }

    [Fact]
    public async Task Compare_TwoVersions_ShowsTheChangeInWords()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        foreach (var (version, auc) in new[] { ("1", 0.90), ("2", 0.93) })
        {
            var body = RegistryFixture.Version(version, [1]);
            body["metrics"] = new JsonObject { ["auc"] = auc };
            await registry.CreatedAsync("/models/fraud-scorer/versions", body);
        }

        var page = await PageAsync<ComparePage>(
            registry,
            RegistryFixture.Engineer,
            Roles.Engineer,
            "/models/fraud-scorer/compare?a=1&b=2",
            p => p.Add(c => c.Model, "fraud-scorer")
        );

        Assert.Contains("+0.030 better", Card(page, "Metrics").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_VersionWithAGateEvidenceAndRisk_ShowsThemBeforeTheMetrics_ByWhatACallerMayRead()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1", "2");
        foreach (var (version, gap) in new[] { ("1", 0.03), ("2", 0.131) })
        {
            await registry.CreatedAsync(
                $"/models/fraud-scorer/versions/{version}/evidence",
                new JsonObject
                {
                    ["kind"] = "fairness",
                    ["tool"] = "evaluator 3.2",
                    ["producedAt"] = "2026-11-20T07:00:00Z",
                    ["payload"] = JsonNode.Parse(
                        $$"""{"attributes":[{"attribute":"sex","demographicParityDifference":{{Written(gap)}}}]}"""
                    ),
                }
            );
        }

        static string Written(double gap) => gap.ToString("R", CultureInfo.InvariantCulture);
        await registry.ApproveAsync("2", Stage.Staging, sign: false);

        var compare = registry.Portal.Services.GetRequiredService<CompareVersions>();
        var all = (await compare.RunAsync("fraud-scorer", "1", "2", gates: true, risks: true, Ct)).Value;
        var registered = (await compare.RunAsync("fraud-scorer", "1", "2", gates: false, risks: false, Ct)).Value;

        Assert.Null(all.Gates!.Before);
        Assert.Equal(Stage.Staging, all.Gates.After!.To);
        Assert.Contains(all.Gates.Rules, r => r is { Name: "Artifact matches its registered hash", Before: null, After: not null });
        var figure = Assert.Single(all.Figures);
        Assert.Equal((ComparedKind.Fairness, 0.03, 0.131, false), (figure.Kind, figure.Before!.Value, figure.After!.Value, figure.Better));
        Assert.Empty(all.Risks!);
        Assert.Null(registered.Gates);
        Assert.Null(registered.Risks);
        var answer = await registry.GetAsync("/models/fraud-scorer/compare?a=1&b=2");
        Assert.Equal("demographicParityDifference", (string?)answer["figures"]![0]!["metric"]);
        Assert.NotNull(answer["before"]);

        var page = await PageAsync<ComparePage>(
            registry,
            RegistryFixture.Engineer,
            Roles.Engineer,
            "/models/fraud-scorer/compare?a=1&b=2",
            p => p.Add(c => c.Model, "fraud-scorer")
        );
        Assert.Equal(
            ["Gates", "Fairness", "Robustness", "Slices", "Model card", "Open risks", "Metrics", "Artifact", "Datasets", "Dependencies"],
            page.FindAll("section.card h2").Select(h => h.TextContent.Trim())
        );
        Assert.Contains("+10.1 points worse", Card(page, "Fairness").TextContent, StringComparison.Ordinal);
    }

    private Task<RegistryFixture> TwoAsync() =>
        shared.GetAsync(async () =>
        {
            var registry = await RegistryFixture.CreateAsync();
            await registry.WithVersionsAsync("1");
            await registry.CreatedAsync(
                "/models",
                new JsonObject
                {
                    ["name"] = "credit",
                    ["owner"] = RegistryFixture.Owner,
                    ["riskClass"] = "high",
                }
            );
            return registry;
        });

    private static Task<JsonObject> AddAsync(RegistryFixture registry, string kind, JsonNode payload) =>
        registry.CreatedAsync(
            "/models/fraud-scorer/versions/1/evidence",
            new JsonObject
            {
                ["kind"] = kind,
                ["tool"] = "evaluator 3.2",
                ["producedAt"] = "2026-11-20T07:00:00Z",
                ["payload"] = payload,
            }
        );

    private static Action<ComponentParameterCollectionBuilder<VersionPage>> Version(string version) =>
        p => p.Add(v => v.Model, "fraud-scorer").Add(v => v.Version, version);

    private async Task<IRenderedComponent<T>> PageAsync<T>(
        RegistryFixture registry,
        string email,
        string role,
        string address,
        Action<ComponentParameterCollectionBuilder<T>>? parameters = null
    )
        where T : LivePage
    {
        if (!_ready)
        {
            _ready = true;
            JSInterop.Mode = JSRuntimeMode.Loose;
            AddAuthorization().SetAuthorized("reader");
            Services.AddFallbackServiceProvider(new PortalServices(registry.Portal.Services));
            Services.AddSingleton<Kernel.Components.Forms.FormLabels>();
            Services.AddSingleton<TimeProvider>(registry.Clock);
            Services.AddSingleton<ToastService>();
            Services.AddSingleton(_account);
            Services.AddSingleton<AuthenticationStateProvider>(_account);
            Services.AddSingleton<CurrentActor>();
            SetRendererInfo(new RendererInfo("Server", isInteractive: true)); // the last: it makes the services
        }

        await using (var db = await registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            _account.SignedIn = (await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync(Ct), role);
        }

        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        var page = Render<T>(p => parameters?.Invoke(p));
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(".skeleton")), TimeSpan.FromSeconds(20));
        return page;
    }

    private static IElement Card(IRenderedComponent<IComponent> page, string title) =>
        page.FindAll("section.card").Single(c => c.QuerySelector("h2")?.TextContent.Trim() == title);

    private static IReadOnlyList<string> Buttons(IRenderedComponent<IComponent> page) => [.. page.AllByRole("button").Select(Names.NameOf)];

    /// <summary>The portal's own services; what belongs to a renderer comes from the test's.</summary>
    private sealed class PortalServices(IServiceProvider portal) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType.FullName!.StartsWith("Governance.", StringComparison.Ordinal)
            || serviceType.Name.StartsWith("IOptions", StringComparison.Ordinal)
                ? portal.GetService(serviceType)
                : null;
    }

    private sealed class Account : AuthenticationStateProvider
    {
        public (int User, string Role) SignedIn { get; set; }

        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(
                new AuthenticationState(
                    new ClaimsPrincipal(
                        new ClaimsIdentity(
                            [
                                new Claim(PortalClaims.User, SignedIn.User.ToString(CultureInfo.InvariantCulture)),
                                new Claim(PortalClaims.Role, SignedIn.Role),
                            ],
                            "test"
                        )
                    )
                )
            );
    }
}
