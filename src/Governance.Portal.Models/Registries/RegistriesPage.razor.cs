using Governance.Domain;
using Governance.Domain.Models.Registries;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Toasts;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Models.Registries;

/// <summary>The registries that are set up, their imports as they go on, and what is written back to them.</summary>
public sealed partial class RegistriesPage(ListConnections list, ListImports imports, RequestImport request, ToastService toasts)
{
    /// <summary>Where it is.</summary>
    public const string Address = "/admin/registries";

    /// <summary>What its lists listen to.</summary>
    internal const string List = "registries";

    private const int PageSize = 25;

    private readonly OneAtATime _once = new();
    private IReadOnlyList<ConnectionView>? _connections;
    private PageOf<ImportView>? _page;
    private PageOf<RegistryApprovalView>? _approvals;
    private IReadOnlyList<DifferenceView>? _differences;
    private bool _failed;

    [SupplyParameterFromQuery(Name = "page")]
    private int? PageQuery { get; set; }

    [SupplyParameterFromQuery]
    private string? Import { get; set; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [List];

    private int Number => Math.Clamp(PageQuery ?? 1, 1, 100_000);

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        try
        {
            _connections = await list.AllAsync(Gone);
            _page = await imports.PageAsync((Number - 1) * PageSize, PageSize, Gone);
            _approvals = await list.ApprovalsAsync(0, PageSize, Gone);
            _differences =
                DisplayId.TryParse<RegistryImportId>(Import ?? "", out var id)
                && await imports.DifferencesAsync(id, Gone) is { IsDone: true } found
                    ? found.Value
                    : null;
            _failed = false;
        }
        catch (System.Data.Common.DbException)
        {
            _failed = true;
        }
    }

    private static string DriftOf(ConnectionView one) =>
        $"/discovery?source={Uri.EscapeDataString(FindDrift.SourceOf(one.Name))}&state=to-triage&gone=false";

    private static string FilesOf(ImportView import) =>
        T.Word(import.Artifacts > 0 ? T[", {0} with files", Formats.Count(import.Artifacts)] : "");

    private Task ImportAsync(string connection, bool isDryRun) =>
        OnceAsync(async () =>
        {
            var asked = await request.RunAsync(Actor, connection, model: null, isDryRun, Gone);
            Tell(asked, $"{(asked.IsDone ? asked.Value : default)} is queued.");
        });

    private Task CancelAsync(string id) =>
        OnceAsync(async () =>
            Tell(
                await request.CancelAsync(Actor, DisplayId.TryParse<RegistryImportId>(id, out var import) ? import : default, Gone),
                $"{id} is being cancelled."
            )
        );

    private void Tell(Result<RegistryImportId> outcome, Sentence done)
    {
        if (outcome.Refusal is { } refusal)
        {
            toasts.ShowError(refusal.Words);
        }
        else
        {
            toasts.Show(done);
        }
    }

    private Task OnceAsync(Func<Task> act) =>
        _once.RunAsync(async () =>
        {
            await act();
            await ReloadAsync();
        });
}
