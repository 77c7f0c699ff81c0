using Governance.Portal.Administration.Audit.Anchors;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Configuration;
using Governance.Transparency;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;

namespace Governance.Portal.Administration.Audit.Verify;

/// <summary>
/// Takes a file from a person, whatever its length, and says what it proves. The file streams through; nothing of it is kept.
/// </summary>
public sealed partial class VerifyPage
{
    private const string Command = "governance audit verify audit-log.json.gz --public-key log-key.txt --pinned checkpoint.txt";
    private const long MaxReceipt = 1024 * 1024;

    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _cancel;
    private OutsideStatus? _outside;
    private FileVerdict? _verdict;
    private IReadOnlyList<FieldError> _errors = [];
    private byte[]? _receipt;
    private string? _name;
    private string? _leaf;
    private long _size;
    private double _share;
    private long _began;
    private bool _running;

    /// <summary>Verifies.</summary>
    [Inject]
    public required VerifyFile Verify { get; init; }

    /// <summary>Who outside keeps checkpoints.</summary>
    [Inject]
    public required AnchorStatus Outside { get; init; }

    /// <summary>Measures how long it takes.</summary>
    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <summary>How long a file may be.</summary>
    [Inject]
    public required IOptions<LimitsOptions> Limits { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync() => _outside = await Outside.GetAsync(_gone.Token);

    private static Tone Tone(FileVerdict verdict) =>
        verdict.Verified switch
        {
            true => Kernel.Components.Badges.Tone.Pass,
            false => Kernel.Components.Badges.Tone.Fail,
            null => Kernel.Components.Badges.Tone.Info,
        };

    private static Tone Tone(FindingKind kind) =>
        kind switch
        {
            FindingKind.Proven => Kernel.Components.Badges.Tone.Pass,
            FindingKind.Failed => Kernel.Components.Badges.Tone.Fail,
            FindingKind.Note => Kernel.Components.Badges.Tone.Info,
        };

    private static string Word(FindingKind kind) =>
        kind switch
        {
            FindingKind.Proven => "Proven",
            FindingKind.Failed => "Failed",
            FindingKind.Note => "Note",
        };

    private async Task ChooseAsync(InputFileChangeEventArgs change)
    {
        await CancelAsync();
        var file = change.File;
        (_verdict, _receipt, _errors, _name, _size) = (null, null, [], file.Name, file.Size);
        if (file.Size > Limits.Value.ArtifactBytes)
        {
            _errors =
            [
                new(
                    "verify-file",
                    $"The size of this file is {Formats.Size(file.Size)}; the limit is "
                        + $"{Formats.SizeLimit(Limits.Value.ArtifactBytes)} (Limits__ArtifactBytes)."
                ),
            ];
            return;
        }

        await RunAsync(async ct =>
        {
            await using var stream = new ProgressStream(file.OpenReadStream(Limits.Value.ArtifactBytes, ct), file.Size, Report);
            if (file.Size > MaxReceipt)
            {
                return await Verify.RunAsync(stream, _leaf, ct);
            }

            // Small enough to be a receipt: kept while the page is open, so that an entry can be pasted afterwards.
            var bytes = new byte[file.Size];
            await stream.ReadExactlyAsync(bytes, ct);
            var verdict = await Verify.RunAsync(new MemoryStream(bytes), _leaf, ct);
            _receipt = verdict.Kind is VerifiedKind.Receipt ? bytes : null;
            return verdict;
        });
    }

    private Task AgainAsync() => RunAsync(ct => Verify.RunAsync(new MemoryStream(_receipt!), _leaf, ct));

    private async Task RunAsync(Func<CancellationToken, Task<FileVerdict>> verify)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        (_cancel, _running, _share, _began) = (cancel, true, 0, Clock.GetTimestamp());
        try
        {
            var verdict = await verify(cancel.Token);
            _verdict = cancel.IsCancellationRequested ? null : verdict;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Another file was chosen, or the person wants none.
        }
        catch (Exception e) when (e is JSException or IOException or TimeoutException)
        {
            _errors = [new("verify-file", $"The browser could not finish reading the file. Choose it again.")];
        }
        finally
        {
            if (_cancel == cancel)
            {
                (_cancel, _running) = (null, false);
            }
        }
    }

    private async Task CancelAsync()
    {
        if (_cancel is { } running)
        {
            await running.CancelAsync();
        }
    }

    private void Report(double share)
    {
        _share = share;
        _ = InvokeAsync(StateHasChanged);
    }
}
