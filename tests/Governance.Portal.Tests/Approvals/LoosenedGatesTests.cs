using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Compliance.Suppliers;
using Governance.Portal.Compliance.Systems;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Models.Registry;
using Governance.Portal.Models.Registry.Agents;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Tests.Policies;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Approvals;

/// <summary>
/// Who has changed, by an act of the second line, what the gate of a model asks for or reads, signs no request of the model until others
/// have signed one: whatever the act was about, and by whichever door it came.
/// </summary>
public sealed class LoosenedGatesTests
{
    private const string Model = ApprovalsScene.ModelName;
    private const string Barred = "promotion.opener-cannot-sign";

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task WhoEndedAnAlertThatARuleReads_SignsNothing_UntilOthersHaveSigned(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind, configure: Measurements.ByHand);
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy("1", "    - {id: ALRT-01, type: no_open_alerts, severity: high, params: {severity: warning}}")
                )
            ).IsDone
        );
        await Measurements.AlertAsync(scene, "1.4.0");
        var waiting = await scene.RequestAsync();
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var alert = await db.Alerts.Select(a => a.Id).SingleAsync(Ct);
            var resolved = await scene.Get<ResolveAlert>().RunAsync(scene.Security, alert, "It is over", null, Ct);
            Assert.True(resolved.IsDone, resolved.Refusal?.Message);
        }

        // Of a request that waited and of a version that is registered afterwards.
        Assert.Equal(Barred, (await scene.SignAsync(waiting, scene.Security, "security")).Refusal?.Code);
        Assert.Contains(
            (await scene.ReadAsync(waiting)).Excluded!,
            x => x.Person == $"user:{scene.Security.User}" && x.Reason == "Changed what the gate requires or reads: ALR-0001"
        );
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.RegisterVersionAsync("1.5.0");
        var next = await scene.RequestAsync("1.5.0");
        Assert.Equal(Barred, (await scene.SignAsync(next, scene.Security, "security")).Refusal?.Code);

        var other = await scene.PersonAsync("security2@test.example", Roles.SecurityReviewer);
        foreach (var (person, role) in new[] { (other, "security"), (scene.Legal, "legal"), (scene.Owner, "owner") })
        {
            var signed = await scene.SignAsync(next, person, role);
            Assert.True(signed.IsDone, signed.Refusal?.Message);
        }

        Assert.Equal(PromotionState.Approved, (await scene.ReadAsync(next)).State);
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.RegisterVersionAsync("1.6.0");
        var later = await scene.SignAsync(await scene.RequestAsync("1.6.0"), scene.Security, "security");
        Assert.True(later.IsDone, later.Refusal?.Message);
    }

    [Fact]
    public async Task AnAlertThatNoRuleReads_BarsNobody()
    {
        await using var scene = await ApprovalsScene.CreateAsync(configure: Measurements.ByHand);
        await Measurements.AlertAsync(scene, "1.4.0");
        await using (var db = await scene.Portal.Databases.CreateDbContextAsync(Ct))
        {
            var alert = await db.Alerts.Select(a => a.Id).SingleAsync(Ct);
            Assert.True((await scene.Get<ResolveAlert>().RunAsync(scene.Security, alert, "It is over", null, Ct)).IsDone);
        }

        Assert.True((await scene.SignAsync(await scene.RequestAsync(), scene.Security, "security")).IsDone);
        Assert.Empty(await scene.LogAsync(LoosenedGates.Action));
    }

    [Fact]
    public async Task WhoTookATagAway_IsAParty()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var officer = await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        await TagAsync(scene, scene.Engineer, "credit");
        Assert.True((await scene.ActivateAsync(Tagged)).IsDone);

        await TagAsync(scene, officer, "other");

        Assert.Equal("credit-policy", (string?)Assert.Single(await scene.LogAsync(LoosenedGates.Action, Model))["data"]!["of"]);
        Assert.Contains((await scene.ReadAsync(await scene.RequestAsync())).Excluded!, x => x.Person == $"user:{officer.User}");
        // Back into the policy nothing is loosened.
        await TagAsync(scene, officer, "credit");
        Assert.Single(await scene.LogAsync(LoosenedGates.Action));
    }

    [Theory]
    [InlineData("""{"models":[]}""")]
    [InlineData("""{"lifeCycle":"retired"}""")]
    public async Task ASystemIsLeftByTheSystemsDoorToo_OnlyInPerson_AndWhoDidItSignsNothing(string change)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var made = await scene
            .Get<RegisterSystem>()
            .RunAsync(
                scene.Legal,
                new("Cards", "Scores customers", "owner@test.example")
                {
                    LifeCycle = "in-use",
                    Roles = ["provider"],
                    Models = [Model],
                },
                Ct
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy("1", "    - {id: OVER-01, type: human_oversight, severity: low, params: {minOverseers: 1}}")
                )
            ).IsDone
        );
        using (var key = await scene.Portal.CreateKeyClientAsync(scene.Legal.User, Scopes.RegistersWrite))
        {
            using var refused = await key.PatchAsJsonAsync($"/api/v1/systems/{made.Value}", JsonNode.Parse(change), Ct);
            var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync(Ct))!;
            Assert.Equal(("model.second-line-decides", HttpStatusCode.Forbidden), ((string?)problem["code"], refused.StatusCode));
        }

        ChangeSystem.Command command = new(made.Value, null);
        command = change.Contains("models", StringComparison.Ordinal)
            ? command with
            {
                Models = new([]),
            }
            : command with
            {
                LifeCycle = new("retired"),
                DecommissioningPlan = new("Logs are kept for ten years"),
            };
        var left = await scene.Get<ChangeSystem>().RunAsync(scene.Legal, command, Ct);
        Assert.True(left.IsDone, left.Refusal?.Message);

        Assert.Equal(Barred, (await scene.SignAsync(await scene.RequestAsync(), scene.Legal, "legal")).Refusal?.Code);
    }

    /// <summary>A key of Legal took the supplier that a rule examined out of the system, and the gate passed.</summary>
    [Fact]
    public async Task SuppliersThatARuleExamines_AreLeftOutInPerson_AndWhoDidItSignsNothing()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var compliance = await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        var made = await scene
            .Get<RegisterSystem>()
            .RunAsync(
                compliance,
                new("Cards", "Scores customers", "owner@test.example")
                {
                    LifeCycle = "in-use",
                    Roles = ["provider"],
                    Models = [Model],
                    Supplier = "Vendor GmbH",
                    Components = [new("embedding-3", "gpai-model", "Shady Data Ltd", null)],
                },
                Ct
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
        using var key = await scene.Portal.CreateKeyClientAsync(scene.Legal.User, Scopes.RegistersWrite);
        var clean = new
        {
            name = "Clean Ltd",
            supplies = new[] { "model" },
            owner = "owner@test.example",
        };
        // While no rule reads them, a key keeps the register.
        Assert.Null(await CodeAsync(key.PostAsJsonAsync("/api/v1/suppliers", clean, Ct)));
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy("1", "    - {id: SUPP-01, type: supplier_due_diligence, severity: low, params: {}}")
                )
            ).IsDone
        );

        foreach (var change in new[] { """{"components":[]}""", """{"supplier":null}""", """{"supplier":"Clean Ltd"}""" })
        {
            Assert.Equal(
                "system.suppliers-are-read",
                await CodeAsync(key.PatchAsJsonAsync($"/api/v1/systems/{made.Value}", JsonNode.Parse(change), Ct))
            );
        }

        // One more supplier is one more to examine.
        Assert.Null(
            await CodeAsync(
                key.PatchAsJsonAsync(
                    $"/api/v1/systems/{made.Value}",
                    JsonNode.Parse(
                        """
                        {"components":[{"name":"embedding-3","kind":"gpai-model","supplier":"Shady Data Ltd"},
                          {"name":"rows","kind":"dataset","supplier":"Rows AG"}]}
                        """
                    ),
                    Ct
                )
            )
        );
        Assert.Equal(
            "supplier.read-by-gates",
            await CodeAsync(key.PostAsJsonAsync("/api/v1/suppliers", clean with { name = "Vendor GmbH" }, Ct))
        );
        Assert.Equal(
            "supplier.read-by-gates",
            await CodeAsync(
                key.PutAsJsonAsync(
                    "/api/v1/suppliers/SPL-0001",
                    new
                    {
                        clean.name,
                        clean.supplies,
                        clean.owner,
                        otherNames = new[] { "Shady Data Ltd" },
                    },
                    Ct
                )
            )
        );
        Assert.Equal(
            "supplier.read-by-gates",
            await CodeAsync(
                key.PostAsJsonAsync(
                    "/api/v1/suppliers/SPL-0001/records",
                    new
                    {
                        kind = "certificate",
                        title = "ISO 27001",
                        dueOn = new DateOnly(2027, 3, 1),
                    },
                    Ct
                )
            )
        );
        Assert.Empty(await scene.LogAsync(LoosenedGates.Action));

        var left = await scene
            .Get<ChangeSystem>()
            .RunAsync(scene.Legal, new(made.Value, null) { Components = new([]), Supplier = new(null) }, Ct);
        Assert.True(left.IsDone, left.Refusal?.Message);
        Assert.Equal(Barred, (await scene.SignAsync(await scene.RequestAsync(), scene.Legal, "legal")).Refusal?.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhoEasesASupplierThatARuleExamines_SignsNothing(bool eases)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var compliance = await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        var made = await scene
            .Get<RegisterSystem>()
            .RunAsync(
                compliance,
                new("Cards", "Scores customers", "owner@test.example")
                {
                    LifeCycle = "in-use",
                    Roles = ["provider"],
                    Models = [Model],
                    Supplier = "vendor gmbh",
                },
                Ct
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
        SupplierBody vendor = new("Vendor GmbH", ["model"], "owner@test.example", ContractUntil: new DateOnly(2027, 1, 31));
        var id = await scene.Get<RegisterSupplier>().RunAsync(compliance, vendor, Ct);
        Assert.True(id.IsDone, id.Refusal?.Message);
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy("1", "    - {id: SUPP-01, type: supplier_due_diligence, severity: low, params: {}}")
                )
            ).IsDone
        );

        var until = new DateOnly(2027, eases ? 12 : 1, 30);
        var changed = await scene.Get<ChangeSupplier>().RunAsync(scene.Legal, id.Value, null, vendor with { ContractUntil = until }, Ct);

        Assert.True(changed.IsDone, changed.Refusal?.Message);
        var signed = await scene.SignAsync(await scene.RequestAsync(), scene.Legal, "legal");
        Assert.Equal(eases, signed.Refusal?.Code == Barred);
        Assert.Equal(eases ? ["SPL-0001"] : [], (await scene.LogAsync(LoosenedGates.Action)).Select(e => (string?)e["data"]!["of"]));
    }

    /// <summary>A key was refused; a person whose act eased what only an agent's manifest names was noted nowhere.</summary>
    [Theory]
    [InlineData("openai")]
    [InlineData("another")]
    public async Task WhoEasesASupplierThatOnlyAManifestNames_IsNotedWithTheAgent(string provider)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var agent = await scene
            .Get<RegisterAgent>()
            .RunAsync(Actor.Host, new("invoice-agent", "owner@test.example") { RiskClass = "limited" }, Ct);
        Assert.True(agent.IsDone, agent.Refusal?.Message);
        var version = await scene
            .Get<RegisterAgentVersion>()
            .RunAsync(
                Actor.Host,
                "invoice-agent",
                "1.0.0",
                Encoding.UTF8.GetBytes(
                    $$"""
                    {"schema":"governance.agent/v1","purpose":"Pays invoices","autonomy":"supervised","owner":"Accounts payable",
                     "models":[{"name":"gpt-5","version":"2026-08-07","provider":"{{provider}}"}]}
                    """
                ),
                Ct
            );
        Assert.True(version.IsDone, version.Refusal?.Message);
        SupplierBody vendor = new("OpenAI", ["model"], "owner@test.example", ContractUntil: new DateOnly(2027, 1, 31));
        var id = await scene.Get<RegisterSupplier>().RunAsync(scene.Legal, vendor, Ct);
        Assert.True(
            (
                await scene.ActivateAsync(
                    ApprovalsScene.Policy("1", "    - {id: SUPP-01, type: supplier_due_diligence, severity: low, params: {}}")
                )
            ).IsDone
        );

        Done(
            await scene
                .Get<ChangeSupplier>()
                .RunAsync(scene.Legal, id.Value, null, vendor with { ContractUntil = new DateOnly(2027, 12, 31) }, Ct)
        );
        // A certificate counts at once, and so does being on the register.
        Done(
            await scene
                .Get<RecordAboutSupplier>()
                .RunAsync(scene.Security, id.Value, new("certificate", "ISO 27001", DueOn: new DateOnly(2027, 3, 1)), Ct)
        );

        var entries = await scene.LogAsync(LoosenedGates.Action);
        Assert.Equal(provider == "openai" ? ["SPL-0001", "SPR-0001"] : [], entries.Select(e => (string?)e["data"]!["of"]));
        Assert.All(entries, e => Assert.Equal("invoice-agent", (string?)e["subject"]));
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var facts = await VersionFacts.ReadAsync(db, await db.Versions.SingleAsync(v => v.Model == "invoice-agent", Ct), Ct);
        Assert.Equal(
            provider == "openai" ? [$"user:{scene.Security.User}", $"user:{scene.Legal.User}"] : [],
            facts.Loosened.Select(l => l.Actor).Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Every act of everyone, back to the first, was read with each gate.</summary>
    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task OfWhatAPersonDid_TheLastIsRead(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind);
        var officer = await scene.PersonAsync("compliance@test.example", Roles.ComplianceOfficer);
        await TagAsync(scene, scene.Engineer, "credit");
        Assert.True((await scene.ActivateAsync(Tagged)).IsDone);
        foreach (var use in new[] { "other", "credit", "another", "credit", "other" })
        {
            await TagAsync(scene, officer, use);
        }

        Assert.Equal(3, (await scene.LogAsync(LoosenedGates.Action)).Count);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var facts = await VersionFacts.ReadAsync(db, await db.Versions.SingleAsync(Ct), Ct);
        Assert.Equal($"user:{officer.User}", Assert.Single(facts.Loosened).Actor);
        Assert.Single(db.AuditEntries.Local);
    }

    private static void Done<T>(Result<T> outcome) => Assert.True(outcome.IsDone, outcome.Refusal?.Message);

    private static async Task<string?> CodeAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        return answer.IsSuccessStatusCode ? null : (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["code"];
    }

    private const string Tagged = """
        apiVersion: governance/v1
        kind: ModelPolicy
        metadata: {name: credit-policy, version: "1"}
        spec:
          appliesTo:
            stages: [production]
            tags: {use: [credit]}
          mode: enforce
          rules:
            - {id: CARD-01, type: model_card_required, severity: high}
          onError: fail
        """;

    private static async Task TagAsync(ApprovalsScene scene, Actor actor, string use)
    {
        var tags = new Dictionary<string, string?>(StringComparer.Ordinal) { ["use"] = use };
        var changed = await scene.Get<ChangeModel>().RunAsync(actor, new(Model, null) { Tags = new(tags) }, Ct);
        Assert.True(changed.IsDone, changed.Refusal?.Message);
    }
}
