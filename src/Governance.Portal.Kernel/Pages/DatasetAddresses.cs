namespace Governance.Portal.Kernel.Pages;

/// <summary>Addresses of the pages of datasets.</summary>
public static class DatasetAddresses
{
    /// <summary>The register.</summary>
    public const string List = "/datasets";

    /// <summary>Page of a dataset; names may have slashes.</summary>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return $"{List}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}";
    }

    /// <summary>The form of its record.</summary>
    public static string Form(string name) => $"{List}/register?name={Uri.EscapeDataString(name)}";
}
