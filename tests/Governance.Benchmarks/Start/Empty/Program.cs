using Empty;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddDbContext<EmptyDbContext>(o => o.UseSqlite(builder.Configuration.GetConnectionString("Governance")));
builder.Services.AddAuthentication().AddCookie();
builder.Services.AddAuthorization();
builder.Services.AddIdentityCore<IdentityUser>().AddEntityFrameworkStores<EmptyDbContext>();
var app = builder.Build();
await using (var scope = app.Services.CreateAsyncScope())
{
    await scope.ServiceProvider.GetRequiredService<EmptyDbContext>().Database.EnsureCreatedAsync();
}

app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.MapRazorComponents<EmptyPage>().AddInteractiveServerRenderMode();
await app.RunAsync();
