namespace Governance.Portal.Kernel.Storage;

/// <summary>A stored file on its way out.</summary>
/// <param name="Subject">What it belongs to, as the log names it.</param>
/// <param name="Sha256">Its digest.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="FileName">The name offered to the caller.</param>
public sealed record StoredFile(string Subject, string Sha256, long SizeBytes, string MediaType, string FileName);
