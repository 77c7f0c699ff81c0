namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>How sentences name the settings of a bucket, for those who can correct them.</summary>
/// <param name="Key">Where its key comes from.</param>
/// <param name="Bucket">Where its name stands.</param>
public sealed record S3SettingNames(string Key, string Bucket)
{
    /// <summary>Those of the content store.</summary>
    public static S3SettingNames OfStorage { get; } = new("Storage__S3__CredentialsFile", "Storage__S3__Bucket");
}
