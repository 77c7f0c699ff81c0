using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Portal.Kernel.Api;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Configuration;

/// <summary>Binds and checks configuration; an invalid value stops the start with one line naming the key.</summary>
public static class ConfigurationServices
{
    /// <summary>The key of the connection string.</summary>
    public const string ConnectionStringKey = "Governance";

    /// <summary>Fills in what is not configured: SQLite and folders below the user's data folder, keys beside artifacts.</summary>
    public static void UseDefaults(this IConfigurationManager configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var folder = StorageOptions.DefaultFolder;
        var artifacts = configuration["Storage:ArtifactPath"] is { Length: > 0 } given ? given : Path.Combine(folder, "artifacts");
        var defaults = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (string.IsNullOrWhiteSpace(configuration.GetConnectionString(ConnectionStringKey)))
        {
            defaults["ConnectionStrings:Governance"] = $"Data Source={Path.Combine(folder, "governance.db")}";
        }

        defaults["Storage:ArtifactPath"] = artifacts;
        if (string.IsNullOrWhiteSpace(configuration["Storage:KeyPath"]))
        {
            defaults["Storage:KeyPath"] = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(artifacts)) ?? folder, "keys");
        }

        configuration.AddInMemoryCollection(defaults);
    }

    /// <summary>Registers the options of the portal itself.</summary>
    public static IServiceCollection AddPortalOptions(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.AddOptions<LimitsOptions>().BindConfiguration(LimitsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LimitsOptions>, LimitsOptionsValidator>();
        services.AddOptions<SecurityOptions>().BindConfiguration(SecurityOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SecurityOptions>, SecurityOptionsValidator>();
        services.AddOptions<RateLimitsOptions>().BindConfiguration(RateLimitsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RateLimitsOptions>, RateLimitsOptionsValidator>();
        services.AddOptions<ShutdownOptions>().BindConfiguration(ShutdownOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ShutdownOptions>, ShutdownOptionsValidator>();
        services.AddSingleton<CallerQuota>();
        services.AddSingleton<IFreeSpace, DriveSpace>();
        services.AddSingleton(p =>
        {
            var storage = p.GetRequiredService<IOptions<StorageOptions>>().Value;
            return new StorageReserve(
                p.GetRequiredService<IFreeSpace>(),
                FoldersOf(storage, p.GetRequiredService<IConfiguration>().Database()),
                storage.ReserveBytes
            );
        });
        services.AddOptions<DemoOptions>().BindConfiguration(DemoOptions.Section);
        return services;
    }

    /// <summary>The connection string, checked.</summary>
    /// <exception cref="FormatException">It is neither SQLite's nor PostgreSQL's.</exception>
    public static string Database(this IConfiguration configuration)
    {
        var text = configuration.GetConnectionString(ConnectionStringKey) ?? "";
        _ = DataServices.KindOf(text);
        return text;
    }

    private static List<string> FoldersOf(StorageOptions storage, string connection)
    {
        List<string> folders = [Path.GetFullPath(storage.ArtifactPath), Path.GetFullPath(storage.KeyPath)];
        if (DataServices.FileOf(connection) is { } file)
        {
            folders.Add(Path.GetDirectoryName(file)!);
        }

        return folders;
    }
}
