using Governance.Domain.Models.Registries;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>What was imported from registries, and what is written back to them.</content>
public abstract partial class GovernanceDbContext
{
    /// <summary>Imports from registries.</summary>
    public DbSet<RegistryImport> RegistryImports => Set<RegistryImport>();

    /// <summary>Where imported models come from.</summary>
    public DbSet<ImportedModel> ImportedModels => Set<ImportedModel>();

    /// <summary>Where imported versions come from.</summary>
    public DbSet<ImportedVersion> ImportedVersions => Set<ImportedVersion>();

    /// <summary>What imports and dry runs found to differ.</summary>
    public DbSet<RegistryDifference> RegistryDifferences => Set<RegistryDifference>();

    /// <summary>What registries are notified of.</summary>
    public DbSet<RegistryWrite> RegistryWrites => Set<RegistryWrite>();
}
