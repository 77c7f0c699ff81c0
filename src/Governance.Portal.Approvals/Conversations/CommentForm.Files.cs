using Governance.Domain.Conversations;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Forms;
using Microsoft.AspNetCore.Components.Forms;

namespace Governance.Portal.Approvals.Conversations;

/// <content>Files: taken in and looked at when they are chosen, kept only together with the comment.</content>
public sealed partial class CommentForm
{
    private readonly List<ChosenFile> _files = [];
    private string? _fileError;
    private int _input;

    private async Task ChooseAsync(InputFileChangeEventArgs change)
    {
        _fileError = null;
        var room = post.MaxFiles - _files.Count;
        if (change.FileCount > room)
        {
            _fileError = CommentRefusals.TooManyFiles(post.MaxFiles).Message;
        }

        foreach (var file in room > 0 && change.FileCount <= room ? change.GetMultipleFiles(room) : [])
        {
            await TakeAsync(file);
        }

        _input++; // the same file can be chosen again
    }

    private async Task TakeAsync(IBrowserFile file)
    {
        if (file.Size > post.MaxBytes)
        {
            _fileError = $"{file.Name} is {Formats.Size(file.Size)} in size; the limit is {Formats.SizeLimit(post.MaxBytes)}.";
            return;
        }

        var chosen = new ChosenFile(
            AttachmentKind.ShownName(file.Name),
            file.Size,
            CancellationTokenSource.CreateLinkedTokenSource(_gone.Token)
        )
        {
            Progress = 0,
        };
        _files.Add(chosen);
        try
        {
            await using var stream = new ProgressStream(
                file.OpenReadStream(post.MaxBytes, chosen.Cancelled),
                file.Size,
                share =>
                {
                    chosen.Progress = share;
                    _ = InvokeAsync(StateHasChanged);
                }
            );
            var taken = await post.ReceiveAsync(await current.GetAsync(), stream, file.Name, chosen.Cancelled);
            chosen.Progress = null;
            if (taken.Refusal is { } refusal)
            {
                _fileError = refusal.Message;
                _files.Remove(chosen);
                await chosen.DisposeAsync();
                return;
            }

            chosen.Taken = taken.Value;
            if (chosen.Cancelled.IsCancellationRequested)
            {
                await taken.Value.DisposeAsync(); // the page was left at the last byte
            }
        }
        catch (OperationCanceledException) when (chosen.Cancelled.IsCancellationRequested)
        {
            // Nothing was kept; another file can be chosen.
            _files.Remove(chosen);
            await chosen.DisposeAsync();
        }
    }

    private async Task RemoveAsync(ChosenFile file)
    {
        _files.Remove(file);
        await file.DisposeAsync();
    }

    private sealed class ChosenFile(string name, long size, CancellationTokenSource cancel) : IAsyncDisposable
    {
        private bool _dropped;

        public string Name { get; } = name;

        public long Size { get; } = size;

        public double? Progress { get; set; }

        public PostComment.File? Taken { get; set; }

        public CancellationToken Cancelled { get; } = cancel.Token;

        public Task CancelAsync() => _dropped ? Task.CompletedTask : cancel.CancelAsync();

        public async ValueTask DisposeAsync()
        {
            // Left and cancelled may come together.
            if (_dropped)
            {
                return;
            }

            await cancel.CancelAsync();
            _dropped = true;
            cancel.Dispose();
            if (Taken is { } taken)
            {
                await taken.DisposeAsync();
            }
        }
    }
}
