using System.Text.Json;
using Governance.Data.Artifacts;
using Governance.Domain;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// Registers a version with its file: the file is hashed while it streams to the store and kept only together with the version.
/// </summary>
public sealed partial class RegisterVersionPage(RegisterVersion register, IsAgent isAgent, IOptions<LimitsOptions> limits)
{
    private static readonly (string, string)[] s_fields =
    [
        ("version", "version-name"),
        ("artifact.sha256", "version-sha256"),
        ("artifact.sizeBytes", "version-file"),
        ("artifact.mediaType", "version-media-type"),
        ("source.repository", "version-repository"),
        ("source.commit", "version-commit"),
        ("metrics", "version-metrics"),
        ("datasets", "version-datasets"),
        ("dependencies", "version-dependencies"),
        ("images", "version-images"),
    ];

    private CancellationTokenSource? _upload;
    private ContentStore.Incoming? _received;
    private FormErrors _errors = new(null);
    private string? _version;
    private string? _sha256;
    private string? _mediaType = "application/octet-stream";
    private string? _repository;
    private string? _commit;
    private string? _metrics;
    private string? _datasets;
    private string? _dependencies;
    private string? _images;
    private double? _progress;
    private bool _busy;

    [Parameter]
    public string Model { get; set; } = "";

    protected override IReadOnlyList<string> Subjects => [Model];

    private long Limit => limits.Value.ArtifactBytes;

    protected override async Task LoadAsync()
    {
        if (await isAgent.RunAsync(Model, Gone))
        {
            Navigation.NavigateTo($"/agents/{Model}/register-version", replace: true);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _upload?.Cancel();
            _ = DropAsync();
        }

        base.Dispose(disposing);
    }

    private static IReadOnlyList<string[]> Rows(string? text) =>
        [
            .. (text ?? "")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line.Split(',', StringSplitOptions.TrimEntries)),
        ];

    private static string? At(string[] row, int index) => index < row.Length && row[index].Length > 0 ? row[index] : null;

    private async Task ChooseAsync(InputFileChangeEventArgs change)
    {
        await CancelAsync();
        await DropAsync();
        var file = change.File;
        if (file.Size > Limit)
        {
            _errors = new FormErrors(
                Refusal.Field(
                    "limit.exceeded",
                    "artifact.sizeBytes",
                    $"This file is {Formats.Size(file.Size)} in size; the limit is {Formats.SizeLimit(Limit)}."
                ),
                s_fields
            );
            return;
        }

        using var upload = CancellationTokenSource.CreateLinkedTokenSource(Gone);
        _upload = upload;
        _progress = 0;
        _errors = new FormErrors(null);
        if (file.ContentType.Length > 0)
        {
            _mediaType = file.ContentType;
        }

        try
        {
            await using var stream = new ProgressStream(file.OpenReadStream(Limit, upload.Token), file.Size, Report);
            var received = await register.ReceiveAsync(Actor, Model, stream, upload.Token);
            _errors = new FormErrors(received.Refusal, s_fields);
            _received = received.IsDone ? received.Value : null;
        }
        catch (OperationCanceledException) when (upload.IsCancellationRequested)
        {
            // Nothing was kept; another file can be chosen.
        }
        finally
        {
            _progress = null;
            if (_upload == upload)
            {
                _upload = null;
            }
        }
    }

    private async Task CancelAsync()
    {
        if (_upload is { } running)
        {
            await running.CancelAsync();
        }
    }

    private void Report(double share)
    {
        _progress = share;
        _ = InvokeAsync(StateHasChanged);
    }

    private async Task SubmitAsync()
    {
        if (_busy)
        {
            return;
        }

        if (_progress is not null || _received is null)
        {
            var message = _progress is null ? (Sentence)$"Choose the file of this version." : $"The file is still being uploaded.";
            _errors = new FormErrors(Refusal.Field("artifact.missing", "artifact.sizeBytes", message), s_fields);
            return;
        }

        _busy = true;
        var declared = string.IsNullOrWhiteSpace(_sha256) ? _received.Content.Sha256 : _sha256.Trim();
        var outcome = await register.RunAsync(
            Actor,
            new(Model, _version?.Trim(), new ArtifactBody(declared, _received.Content.SizeBytes, _mediaType))
            {
                Source =
                    string.IsNullOrWhiteSpace(_repository) && string.IsNullOrWhiteSpace(_commit)
                        ? null
                        : new SourceBody(_repository, _commit),
                Metrics = Metrics(),
                Datasets = [.. Rows(_datasets).Select(r => new DatasetBody(At(r, 0), At(r, 1), At(r, 2), At(r, 3)))],
                Dependencies = [.. Rows(_dependencies).Select(r => new DependencyBody(At(r, 0), At(r, 1), License: At(r, 2)))],
                Images = [.. (_images ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            },
            _received,
            Gone
        );
        _busy = false;
        _errors = new FormErrors(outcome.Refusal, s_fields);
        if (outcome.IsDone)
        {
            Navigation.NavigateTo(ModelAddresses.Version(Model, outcome.Value.Version));
        }
    }

    // What is no number goes on as text, and the action says so under the metric's name.
    private Dictionary<string, JsonElement> Metrics()
    {
        var metrics = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var line in (_metrics ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            var text = parts.Length == 2 ? parts[1] : "";
            metrics[parts[0]] =
                double.TryParse(
                    text,
                    System.Globalization.NumberStyles.Float,
                    System.Globalization.CultureInfo.InvariantCulture,
                    out var value
                ) && double.IsFinite(value)
                    ? JsonSerializer.SerializeToElement(value)
                    : JsonSerializer.SerializeToElement(text);
        }

        return metrics;
    }

    private async Task DropAsync()
    {
        if (_received is { } received)
        {
            _received = null;
            await received.DisposeAsync();
        }
    }
}
