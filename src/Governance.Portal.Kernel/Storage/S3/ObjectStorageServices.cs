using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Storage.S3;

/// <summary>Registers object storage as a place of the content store.</summary>
public static class ObjectStorageServices
{
    /// <summary>Key of the shelf in the bucket, also while content is kept in the folder.</summary>
    public const string Bucket = "s3";

    /// <summary>Key of the shelf in the folder, also while content is kept in the bucket.</summary>
    public const string Folder = "folder";

    /// <summary>Adds options, client and both shelves; content is kept in the bucket when one is configured.</summary>
    public static IServiceCollection AddObjectStorage(this IServiceCollection services)
    {
        services.AddOptions<S3Options>().BindConfiguration(S3Options.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<S3Options>, S3OptionsRanges>();
        services.AddSingleton<IValidateOptions<S3Options>, S3OptionsValidator>();
        services.AddKeyedSingleton(Bucket, (p, _) => Calls(p));
        services.AddSingleton<S3Client>();
        services.AddSingleton<S3Upload>();
        services.AddSingleton<S3Shelf>();
        services.AddSingleton<IContentShelf>(p => IsOn(p) ? p.GetRequiredService<S3Shelf>() : null!);
        services.AddKeyedSingleton<IContentShelf>(Bucket, (p, _) => p.GetRequiredService<S3Shelf>());
        services.AddKeyedSingleton<IContentShelf>(
            Folder,
            (p, _) => new FolderShelf(p.GetRequiredService<IOptions<StorageOptions>>().Value.ArtifactPath)
        );
        services.AddSingleton<IReadinessCheck, S3Readiness>();
        services.AddSingleton<IHealthSource, S3Health>();
        services.AddDoctorCheck<S3Doctor>("object storage");
        return services;
    }

    // A server of the own network often has a certificate of the own authority, which nothing else the portal calls is to be trusted by.
    private static OutboundClient Calls(IServiceProvider services) =>
        services.GetRequiredService<IOptions<S3Options>>().Value is { IsOn: true, AuthorityFile: { Length: > 0 } file }
            ? new OutboundClient(
                services.GetRequiredService<OutboundConnector>(),
                services.GetRequiredService<IOptions<OutboundOptions>>(),
                services.GetRequiredService<TimeProvider>(),
                File.ReadAllText(file)
            )
            : services.GetRequiredService<OutboundClient>();

    private static bool IsOn(IServiceProvider services) => services.GetRequiredService<IOptions<S3Options>>().Value.IsOn;
}
