using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Compliance.Suppliers;
using Governance.Portal.Compliance.Systems;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Tests.Audit;
using Governance.Portal.Tests.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Policies;

/// <summary>
/// What a gate reads is what belongs to its version: it does not grow with the other systems and suppliers of the organisation, nor by
/// multiplying what belongs to it.
/// </summary>
public sealed class GateReadsTests
{
    // Every rule that looks at systems of a model, and at their suppliers.
    private const string Policy = """
        apiVersion: governance/v1
        kind: ModelPolicy
        metadata: {name: systems, version: "1"}
        spec:
          appliesTo: {stages: [production]}
          mode: enforce
          rules:
            - {id: SUPL-01, severity: high, type: supplier_due_diligence, params: {maxAgeDays: 365}}
            - {id: OVER-01, severity: high, type: human_oversight, params: {minOverseers: 1}}
            - {id: TARG-01, severity: high, type: targets_met, params: {}}
            - {id: USES-01, severity: high, type: use_case_conditions, params: {}}
            - {id: RISK-01, severity: high, type: risk_appetite, params: {maxResidual: 9}}
          onError: fail
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gate_ReadsNoMoreRows_WhereTheOrganisationHasMoreSystemsAndSuppliers()
    {
        await using var registry = await RegistryFixture.CreateAsync(replace: RowsRead.Listen);
        await registry.WithVersionsAsync("1.0.0");
        var officer = await OfficerAsync(registry);
        await ActivateAsync(registry);
        await SystemAsync(registry, officer, 0, "Own supplier", "fraud-scorer");
        await SupplierAsync(registry, officer, "Own supplier");
        var engineer = registry.As(registry.EngineerId, Roles.Engineer);
        var few = await RowsRead.OfAsync(() => SimulateAsync(registry, engineer));

        for (var i = 1; i <= 25; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Another supplier {i}");
            await SystemAsync(registry, officer, i, name, null);
            await SupplierAsync(registry, officer, name);
        }

        var many = await RowsRead.OfAsync(() => SimulateAsync(registry, engineer));
        Assert.True(few.Values.Sum() > 10);
        Assert.Equal(
            [],
            many.Where(m => m.Value > few.GetValueOrDefault(m.Key))
                .Select(m => $"{few.GetValueOrDefault(m.Key)} -> {m.Value} rows: {m.Key}")
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SupplierOfASystem_CountsWhicheverOfTheTwoNamesTheOther(bool modelNamesSystem)
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.WithVersionsAsync("1.0.0");
        var officer = await OfficerAsync(registry);
        await ActivateAsync(registry);
        await SystemAsync(registry, officer, 0, "Nobody knows GmbH", modelNamesSystem ? null : "fraud-scorer");
        if (modelNamesSystem)
        {
            using var changed = await registry.Client.PatchAsJsonAsync("/api/v1/models/fraud-scorer", new { system = "SYS-0001" }, Ct);
            Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync(Ct));
        }

        var simulated = await SimulateAsync(registry, registry.As(registry.EngineerId, Roles.Engineer));

        Assert.Contains("Nobody knows GmbH", simulated.Missing.Single(m => m.Rule == "SUPL-01").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FactsOfAVersion_AreReadOnce_HoweverManyOfEachThereAre()
    {
        await using var registry = await RegistryFixture.CreateAsync(replace: RowsRead.Listen);
        await registry.WithVersionsAsync("1.0.0");
        for (var i = 1; i <= 4; i++)
        {
            await SealedRows.AddAsync(
                registry.Portal,
                "ModelSignatures",
                ("Model", "fraud-scorer"),
                ("Version", "1.0.0"),
                ("Sha256", new string((char)('0' + i), 64))
            );
            await SealedRows.AddAsync(
                registry.Portal,
                "RiskLowerings",
                ("Model", "fraud-scorer"),
                ("State", RiskLoweringState.Confirmed),
                ("DecidedAt", registry.Clock.GetUtcNow())
            );
        }

        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        var version = await db.Versions.SingleAsync(v => v.Model == "fraud-scorer" && v.Version == "1.0.0", Ct);
        VersionFacts? facts = null;
        var read = await RowsRead.OfAsync(async () => facts = await VersionFacts.ReadAsync(db, version, Ct));

        Assert.Equal((4, 4), (facts!.Signatures.Count, facts.Lowerings.Count));
        // Eight rows, an empty one each of the attestations and of what loosened the gate, of which there is none, and the read that finds
        // no more. Beside each other they would be sixteen.
        Assert.Equal(11, read.Single(r => r.Key.Contains("ModelSignatures", StringComparison.Ordinal)).Value);
    }

    private static async Task<Actor> OfficerAsync(RegistryFixture registry) =>
        registry.As(await registry.Portal.CreateUserAsync("c@demo.example", Roles.ComplianceOfficer), Roles.ComplianceOfficer);

    private static async Task ActivateAsync(RegistryFixture registry)
    {
        var done = await registry.Portal.Get<ActivatePolicy>().RunAsync(Actor.Host, Encoding.UTF8.GetBytes(Policy), "systems.yaml", Ct);
        Assert.True(done.IsDone, done.Refusal?.Message);
    }

    private static async Task<SimulationView> SimulateAsync(RegistryFixture registry, Actor engineer)
    {
        var said = await registry.Portal.Get<SimulateGate>().RunAsync(engineer, "fraud-scorer", "1.0.0", "production", Ct);
        Assert.True(said.IsDone, said.Refusal?.Message);
        return said.Value;
    }

    private static async Task SystemAsync(RegistryFixture registry, Actor officer, int number, string supplier, string? model)
    {
        var made = await registry
            .Portal.Get<RegisterSystem>()
            .RunAsync(
                officer,
                new(string.Create(CultureInfo.InvariantCulture, $"System {number}"), "Decides", "c@demo.example")
                {
                    Supplier = supplier,
                    Models = model is null ? [] : [model],
                    LifeCycle = "in-use",
                    Roles = ["deployer"],
                },
                Ct
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
    }

    private static async Task SupplierAsync(RegistryFixture registry, Actor officer, string name)
    {
        var made = await registry.Portal.Get<RegisterSupplier>().RunAsync(officer, new(name, ["model"], "c@demo.example"), Ct);
        Assert.True(made.IsDone, made.Refusal?.Message);
    }
}
