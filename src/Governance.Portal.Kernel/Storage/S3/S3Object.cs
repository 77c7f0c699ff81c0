namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>An object as a bucket lists it.</summary>
/// <param name="Key">Its name.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="WrittenAt">When it was last written, by the server's clock.</param>
/// <param name="Tag">Its entity tag, without quotation marks: another writing has another one.</param>
public sealed record S3Object(string Key, long SizeBytes, DateTimeOffset WrittenAt, string Tag);
