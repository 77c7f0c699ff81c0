using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace Governance.Portal.Kernel.Components.Forms;

/// <summary>Sends a file that a person chose in the browser to an action, block by block, with progress and a way out.</summary>
public sealed class BrowserUpload : IDisposable
{
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(300);

    private readonly TimeProvider _clock;
    private readonly DataScopeAccessor _readers;
    private readonly Action _changed;
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _cancel;
    private long _read;
    private long _size;
    private long _began;

    /// <param name="clock">Measures how long it takes.</param>
    /// <param name="readers">Says for whom is read where the bytes are taken.</param>
    /// <param name="changed">Called on any thread when there is something new to show.</param>
    public BrowserUpload(TimeProvider clock, DataScopeAccessor readers, Action changed) =>
        (_clock, _readers, _changed) = (clock, readers, changed);

    /// <summary>An upload is under way.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Share of the file that has arrived.</summary>
    public double? Fraction =>
        Sent ? null
        : _size > 0 ? (double)Interlocked.Read(ref _read) / _size
        : null;

    /// <summary>What is happening.</summary>
    public string Step => Sent ? "Reading and comparing the rows" : "Sending the file";

    /// <summary>Since when.</summary>
    public TimeSpan Elapsed => _clock.GetElapsedTime(_began);

    private bool Sent => Interlocked.Read(ref _read) >= _size;

    /// <summary>Runs it. A file that cannot be read and a cancelled upload are refusals: nothing was stored.</summary>
    /// <param name="file">The chosen file.</param>
    /// <param name="limit">Most bytes taken (<c>Limits__TableBytes</c>).</param>
    /// <param name="action">Takes the bytes.</param>
    public async Task<Result<T>> RunAsync<T>(IBrowserFile file, long limit, Func<Stream, CancellationToken, Task<Result<T>>> action)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Size > limit)
        {
            return Domain.Models.ModelRefusals.TooLarge("Limits__TableBytes", limit);
        }

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        (_cancel, _size, _began, IsRunning) = (cancel, file.Size, _clock.GetTimestamp(), true);
        Interlocked.Exchange(ref _read, 0);
        await using var refresh = _clock.CreateTimer(_ => _changed(), null, s_refresh, s_refresh);
        try
        {
            // Opened here, for the browser is reached from the page's thread; read and computed elsewhere, so that the page stays alive.
            await using var body = new CountingStream(file.OpenReadStream(limit, cancel.Token), count => Interlocked.Add(ref _read, count));
            var (isSaid, dataScope) = (_readers.IsSaid, _readers.Current);
            return await Task.Run(() => TakeAsync(isSaid, dataScope, action, body, cancel.Token), cancel.Token);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new Refusal("upload.cancelled", $"Cancelled. Nothing was stored.", RefusalKind.Invalid);
        }
        catch (Exception e) when (e is JSException or IOException or TimeoutException)
        {
            return Refusal.Field(
                "upload.unreadable",
                "body",
                $"The browser could not finish reading the file. Nothing was stored. Choose the file again."
            );
        }
        finally
        {
            (_cancel, IsRunning) = (null, false);
        }
    }

    /// <summary>Stops a running upload.</summary>
    public void Cancel() => _cancel?.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    // Away from the page's thread, and still for the person at the page.
    private async Task<Result<T>> TakeAsync<T>(
        bool isSaid,
        DataScope? dataScope,
        Func<Stream, CancellationToken, Task<Result<T>>> action,
        Stream body,
        CancellationToken ct
    )
    {
        using var person = isSaid ? _readers.As(dataScope) : null;
        return await action(body, ct);
    }

    private sealed class CountingStream(Stream inner, Action<int> counted) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            counted(read);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
