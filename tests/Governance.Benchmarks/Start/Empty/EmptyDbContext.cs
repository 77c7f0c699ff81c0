using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Empty;

internal sealed class EmptyDbContext(DbContextOptions<EmptyDbContext> options) : IdentityDbContext(options);
