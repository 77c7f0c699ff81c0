using Governance.Domain.Documents;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>Documents the law asks for.</content>
public abstract partial class GovernanceDbContext
{
    /// <summary>What people wrote for points of documents, all versions.</summary>
    public DbSet<SectionEntry> SectionEntries => Set<SectionEntry>();
}
