using Governance.Portal.Kernel.Storage;
using Microsoft.Extensions.Caching.Memory;

namespace Governance.Portal.Models.Registry;

/// <summary>
/// What was drawn of stored reports, by the digest of their bytes: other bytes have another digest, so nothing here goes out of date. What
/// was not looked at for longest goes first.
/// </summary>
public sealed class KnownPictures : IDisposable
{
    // In points and figures, of about fifty bytes each: some ten megabytes.
    private const int MaxPlaces = 200_000;

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MaxPlaces });

    /// <summary>Finds those of a file; null for a file that has none.</summary>
    internal bool TryGet(StoredFile file, out EvidencePictures? pictures) => _known.TryGetValue(KeyOf(file), out pictures);

    /// <summary>Reads those of a file whose bytes were just compared with its digest, and keeps them.</summary>
    internal EvidencePictures? Keep(StoredFile file, byte[] content)
    {
        var pictures = EvidencePictures.Read(content, file.MediaType);
        return _known.Set(KeyOf(file), pictures, new MemoryCacheEntryOptions { Size = 1 + (pictures?.Places ?? 0) });
    }

    /// <inheritdoc/>
    public void Dispose() => _known.Dispose();

    private static (string Sha256, string MediaType) KeyOf(StoredFile file) => (file.Sha256, file.MediaType);
}
