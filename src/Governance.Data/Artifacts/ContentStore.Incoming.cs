using Governance.Domain;

namespace Governance.Data.Artifacts;

public sealed partial class ContentStore
{
    /// <summary>Received bytes that are not in the store yet. Disposing drops them.</summary>
    public sealed class Incoming : IAsyncDisposable
    {
        private readonly ContentStore _store;
        private readonly string _received;
        private string _path;

        internal Incoming(ContentStore store, string path, StoredContent content) =>
            (_store, _received, _path, Content) = (store, path, path, content);

        /// <summary>What was received.</summary>
        public StoredContent Content { get; }

        /// <summary>What the inspection found; null where nothing is inspected.</summary>
        public ContentVerdict? Verdict { get; internal init; }

        /// <summary>Opens the received bytes for reading, before or after keeping them.</summary>
        public Stream OpenRead() => FolderShelf.Open(_path);

        /// <summary>
        /// Puts the bytes where they are kept, if that takes longer than a transaction should last. What keeps content in an action
        /// calls this before the action begins. Until a record names them, nothing refers to these bytes.
        /// </summary>
        /// <returns>Null when done; else why the action cannot be done now.</returns>
        public async Task<Refusal?> StageAsync(CancellationToken ct)
        {
            if (_store._shelf.IsInstant)
            {
                return null;
            }

            try
            {
                await PutAsync(ct);
                return null;
            }
            catch (ContentUnavailableException)
            {
                return StorageRefusals.Unavailable;
            }
        }

        /// <summary>Puts them into the store. Keeping the same content twice is the same as once.</summary>
        /// <param name="ct">Cancels.</param>
        /// <param name="replace">Also when something of this digest and length is there, because that was altered.</param>
        /// <exception cref="OutsideFactNeededException">Another system would have to be asked inside a transaction.</exception>
        public async Task<StoredContent> KeepAsync(CancellationToken ct, bool replace = false)
        {
            // What was put elsewhere before the action is there: nothing elsewhere is asked inside its transaction.
            if (!replace && OpenTransaction.IsHere && !_store._shelf.IsInstant)
            {
                return _store.IsStaged(Content) ? Content : throw NotStaged(Content, PutAsync);
            }

            if (_path == _received)
            {
                _path = await _store._shelf.PutAsync(_received, Content, replace, ct);
            }

            return Content;
        }

        private async Task PutAsync(CancellationToken ct)
        {
            await _store._shelf.PutAsync(_received, Content, replace: false, ct);
            _store.SetStaged(Content);
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync()
        {
            File.Delete(_received); // nothing is there when the store took it
            return ValueTask.CompletedTask;
        }
    }

    private static bool IsLeft(string file)
    {
        try
        {
            // A file that another process is writing is locked by it.
            using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }

            File.Delete(file);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
