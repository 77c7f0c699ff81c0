using Governance.Data;
using Governance.Domain.Models.Registries;
using Governance.Portal.Models.Registries;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Registries;

/// <summary>
/// What every registry has to go through: first import, repeat without change, changed there, deleted there, throttled, resumed after its
/// process ended. No duplicate, nothing lost. Every run takes all kinds on SQLite, half of them for going on after an end, and one on
/// PostgreSQL. A process that is killed is <see cref="KilledImportTests"/>.
/// </summary>
public sealed class RegistryAcceptanceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Servers, which may ask to be left alone, and folders.
    private static readonly string[] s_fetched = ["sagemaker", "kubeflow", "mlflow", "unity-catalog"];
    private static readonly string[] s_folders = ["hugging-face", "azure-ml"];
    private static readonly string[] s_kinds = [.. s_fetched, .. s_folders];

    // What is written is the same for all kinds: in every run one of them writes to PostgreSQL.
    private static readonly string[] s_onPostgres = Soak.Size(["mlflow"], s_kinds);

    public static TheoryData<string, DatabaseKind> Kinds => Cases(s_kinds, s_onPostgres);

    public static TheoryData<string, DatabaseKind> Fetched => Cases(s_fetched, [.. s_onPostgres.Intersect(s_fetched)]);

    public static TheoryData<string> Folders { get; } = [.. s_folders];

    // Where an import goes on is decided above all of them: half of them in every run.
    public static TheoryData<string, DatabaseKind> Resumed => Cases(Soak.Sample(s_kinds, every: 2, from: 1), s_onPostgres);

    [Theory, MemberData(nameof(Kinds)), Trait(Soak.Trait, Soak.Value)]
    public async Task Import_FirstAndAgain_RegistersEverythingOnce(string kind, DatabaseKind database)
    {
        await using var lab = await RegistryLab.StartAsync(kind);
        lab.Add("fraud-scorer", 3);
        lab.Add("churn", 2);
        await using var registry = await SceneAsync(kind, lab, database);

        var first = await ImportAsync(registry);
        var before = await StateAsync(registry);
        var second = await ImportAsync(registry);

        Assert.Equal(
            (RegistryImportState.Done, 2, 2, 5, 5),
            (first.State, first.Models, first.NewModels, first.Versions, first.NewVersions)
        );
        Assert.Equal((2, 5), (before.Models, before.Versions));
        Assert.Equal(
            (RegistryImportState.Done, 2, 0, 5, 0, 0, 0),
            (second.State, second.Models, second.NewModels, second.Versions, second.NewVersions, second.Changed, second.Gone)
        );
        Assert.Equal(before, await StateAsync(registry));
    }

    [Theory, MemberData(nameof(Kinds)), Trait(Soak.Trait, Soak.Value)]
    public async Task Import_OfWhatChangedAndWhatWasDeletedThere_MarksBoth_AndDeletesNothing(string kind, DatabaseKind database)
    {
        await using var lab = await RegistryLab.StartAsync(kind);
        lab.Add("fraud-scorer", 3);
        await using var registry = await SceneAsync(kind, lab, database);
        await ImportAsync(registry);

        lab.Change("fraud-scorer", 2);
        var changed = await ImportAsync(registry);
        lab.Remove("fraud-scorer", 3);
        var removed = await ImportAsync(registry);
        var last = await ImportAsync(registry);

        Assert.Equal((RegistryImportState.Done, 0, 0), (changed.State, changed.NewVersions, changed.Gone));
        Assert.InRange(changed.Changed, 1, 2); // the version, and the model where it says something of it
        Assert.Equal((RegistryImportState.Done, 0, 1), (removed.State, removed.NewVersions, removed.Gone));
        Assert.Equal(0, last.Gone); // said once
        var state = await StateAsync(registry);
        Assert.Equal((1, 3), (state.Models, state.Versions));
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(1, await db.ImportedVersions.CountAsync(v => v.GoneAt != null, Ct));
    }

    [Theory, MemberData(nameof(Fetched)), Trait(Soak.Trait, Soak.Value)]
    public async Task Import_ThrottledInTheMiddle_WaitsAsLongAsTheServerSays_AndGoesOnWhereItStood(string kind, DatabaseKind database)
    {
        await using var lab = await RegistryLab.StartAsync(kind);
        AddFour(lab);
        await using var registry = await SceneAsync(kind, lab, database, pageSize: 2);
        await RequestAsync(registry);
        using (AfterTwo(registry, lab.Break))
        {
            await StepAsync(registry);
        }

        var waiting = await LastAsync(registry);
        var calls = lab.Calls;
        lab.Repair();
        registry.Clock.Advance(TimeSpan.FromMinutes(9)); // it asked for ten
        await StepAsync(registry);
        var still = await LastAsync(registry);
        Assert.Equal(calls, lab.Calls);
        registry.Clock.Advance(TimeSpan.FromMinutes(2));
        await StepAsync(registry);

        Assert.Equal((RegistryImportState.Running, 1), (waiting.State, waiting.Tries));
        Assert.InRange(waiting.Models, 1, 3);
        Assert.NotEmpty(waiting.Problem!);
        Assert.Equal((waiting.Revision, waiting.Models), (still.Revision, still.Models));
        await AllFourOnceAsync(registry);
    }

    [Theory, MemberData(nameof(Folders))]
    public async Task Import_OfAFolderThatCannotBeRead_WaitsAndThenReadsAll(string kind)
    {
        await using var lab = await RegistryLab.StartAsync(kind);
        lab.Add("fraud-scorer", 2);
        await using var registry = await SceneAsync(kind, lab);
        lab.Break();
        await RequestAsync(registry);

        await StepAsync(registry);
        var waiting = await LastAsync(registry);
        lab.Repair();
        registry.Clock.Advance(TimeSpan.FromMinutes(11));
        await StepAsync(registry);

        Assert.Equal((RegistryImportState.Running, 1), (waiting.State, waiting.Tries));
        Assert.NotEmpty(waiting.Problem!);
        var done = await LastAsync(registry);
        Assert.Equal((RegistryImportState.Done, 1, 2), (done.State, done.NewModels, done.NewVersions));
        Assert.Equal((1, 2), await StateAsync(registry) is var s ? (s.Models, s.Versions) : default);
    }

    [Theory, MemberData(nameof(Resumed)), Trait(Soak.Trait, Soak.Value)]
    public async Task Import_WhoseProcessEnded_GoesOnWhereItStood(string kind, DatabaseKind database)
    {
        await using var lab = await RegistryLab.StartAsync(kind);
        AddFour(lab);
        await using var registry = await SceneAsync(kind, lab, database, pageSize: 2);
        await RequestAsync(registry);
        using (var ends = CancellationTokenSource.CreateLinkedTokenSource(Ct))
        using (AfterTwo(registry, ends.Cancel))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => registry.Portal.Get<RunImports>().RunAsync(ends.Token));
        }

        var broken = await LastAsync(registry);
        registry.Clock.Advance(TimeSpan.FromMinutes(20));
        await StepAsync(registry);

        Assert.False(broken.IsOver);
        Assert.InRange(broken.Models, 1, 3);
        await AllFourOnceAsync(registry);
    }

    private static TheoryData<string, DatabaseKind> Cases(IEnumerable<string> onSqlite, string[] onPostgres)
    {
        var cases = new TheoryData<string, DatabaseKind>();
        foreach (var kind in onSqlite)
        {
            cases.Add(kind, DatabaseKind.Sqlite);
        }

        foreach (var kind in onPostgres)
        {
            cases.Add(kind, DatabaseKind.Postgres);
        }

        return cases;
    }

    private static void AddFour(RegistryLab lab)
    {
        foreach (var model in (string[])["a-model", "b-model", "c-model", "d-model"])
        {
            lab.Add(model, 2);
        }
    }

    private static IDisposable AfterTwo(RegistryFixture registry, Action act)
    {
        var read = 0;
        return registry
            .Portal.Get<ChangeFeed>()
            .Subscribe(
                [],
                change =>
                {
                    if (change.Action == "registry.import" && ++read == 2)
                    {
                        act();
                    }
                }
            );
    }

    // Nothing twice, nothing lost, and nothing left for the next import to make good.
    private static async Task AllFourOnceAsync(RegistryFixture registry)
    {
        var done = await LastAsync(registry);
        var state = await StateAsync(registry);
        registry.Clock.Advance(TimeSpan.FromHours(1));
        var again = await ImportAsync(registry);

        Assert.Equal((RegistryImportState.Done, 4, 8), (done.State, done.NewModels, done.NewVersions));
        Assert.Equal((4, 8), (state.Models, state.Versions));
        Assert.Equal((RegistryImportState.Done, 0, 0, 0, 0), (again.State, again.NewModels, again.NewVersions, again.Changed, again.Gone));
        Assert.Equal(state, await StateAsync(registry));
    }

    internal static Task<RegistryFixture> SceneAsync(
        string kind,
        RegistryLab lab,
        DatabaseKind database = DatabaseKind.Sqlite,
        int pageSize = 100,
        bool writeBack = false
    ) =>
        RegistryFixture.CreateAsync(
            database,
            s =>
            {
                s["Outbound:PrivateHosts:0"] = "127.0.0.1";
                lab.Configure(s, kind, pageSize, writeBack);
            },
            ImportJobs.Remove
        );

    private static async Task RequestAsync(RegistryFixture registry)
    {
        var asked = await registry.Portal.Get<RequestImport>().RunAsync(Domain.Identity.Actor.Host, "lab", null, isDryRun: false, Ct);
        Assert.True(asked.IsDone, asked.Refusal?.Message);
    }

    private static Task<int> StepAsync(RegistryFixture registry) => registry.Portal.Get<RunImports>().RunAsync(Ct);

    internal static async Task<RegistryImport> ImportAsync(RegistryFixture registry)
    {
        await RequestAsync(registry);
        await StepAsync(registry);
        registry.Clock.Advance(TimeSpan.FromHours(1));
        return await LastAsync(registry);
    }

    private static async Task<RegistryImport> LastAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.RegistryImports.AsNoTracking().OrderByDescending(i => i.Id).FirstAsync(Ct);
    }

    private static async Task<(int Models, int Versions, int Evidence)> StateAsync(RegistryFixture registry)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        return (await db.Models.CountAsync(Ct), await db.Versions.CountAsync(Ct), await db.Evidence.CountAsync(Ct));
    }
}
