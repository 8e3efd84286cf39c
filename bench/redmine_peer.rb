# Holds the rows of a task list in Redmine of Debian's package. Run by `bench/tasks.py`, in production mode, in a folder of its own.
#
#     ruby redmine_peer.rb                  makes the tables; in a process of its own, because what is loaded remembers columns
#     ruby redmine_peer.rb ROWS.json        puts the rows in
#     puma config.ru                        a copy of this file serves them
#
# A unit is a project below that of its superior with inherited members, a task an issue of its project with the same day and
# state, a role over a subtree a membership in its topmost project. Issues have the order of the rows, so that both lists
# break ties alike.

ENV["RAILS_ENV"] = "production"
require "/usr/share/redmine/config/environment"
require "json"

module Bench
  # State here → status of Redmine's own default data (name in English, closed or not).
  STATUSES = {
    "not_begun" => "New", "doing" => "In Progress", "waiting" => "Resolved", "done" => "Closed", "cancelled" => "Rejected"
  }.freeze
  BATCH = 1000

  module_function

  # Not by rake: that writes what it made into the package's own folder.
  def migrate
    ActiveRecord::Migration.verbose = false
    ActiveRecord::MigrationContext.new("/usr/share/redmine/db/migrate", ActiveRecord::SchemaMigration).migrate
  end

  def hold(said)
    Redmine::DefaultData::Loader.load("en")
    Setting.per_page_options = said["per_page"].to_s
    Setting.login_required = "1"
    Setting.default_projects_public = "0"
    projects = units(said["units"])
    people(said["people"], projects)
    tasks(said["tasks"], projects)
    ActiveRecord::Base.connection.execute("ANALYZE")
    puts JSON.generate(projects: Project.count, issues: Issue.count, statuses: statuses)
  end

  def units(rows)
    rows.each_with_object({}) do |row, made|
      project = Project.new(name: row["name"][0, 255], is_public: false, inherit_members: true)
      project.identifier = row["code"].downcase
      project.trackers = [Tracker.sorted.first]
      project.enabled_module_names = ["issue_tracking"]
      project.parent_id = made[row["parent"]]
      project.save!
      made[row["code"]] = project.id
    end
  end

  def people(rows, projects)
    role = Role.givable.first
    rows.each do |row|
      user = User.new(firstname: row["login"], lastname: "Bench", mail: "#{row["login"]}@example.org", language: "vi")
      user.login = row["login"]
      user.password = user.password_confirmation = row["password"]
      user.save!
      row["units"].each { |code| Member.create!(project_id: projects[code], principal: user, roles: [role]) }
    end
  end

  def tasks(rows, projects)
    author, tracker, priority = User.where(admin: true).first.id, Tracker.sorted.first.id, IssuePriority.default.id
    rows.each_slice(BATCH) do |some|
      Issue.insert_all!(some.map do |row|
        {
          tracker_id: tracker, project_id: projects.fetch(row["unit"]), subject: "#{row["code"]} #{row["title"]}"[0, 255],
          description: row["detail"], due_date: row["due_on"], start_date: row["given_on"], status_id: statuses.fetch(row["state"]),
          priority_id: priority, author_id: author, created_on: row["given_on"], updated_on: row["given_on"], lft: 1, rgt: 2
        }
      end)
    end
    Issue.update_all("root_id = id")
  end

  def statuses
    @statuses ||= STATUSES.transform_values { |name| IssueStatus.find_by!(name: name).id }
  end

  # Tells the number of statements of a request that asks for it; others are served untouched.
  class Counted
    def initialize(app)
      @app = app
    end

    def call(env)
      return @app.call(env) unless env["HTTP_X_COUNT"]

      count = 0
      counting = ->(*, told) { count += 1 unless told[:name] == "SCHEMA" || told[:cached] }
      status, headers, body = ActiveSupport::Notifications.subscribed(counting, "sql.active_record") { @app.call(env) }
      [status, headers.merge("X-Statements" => count.to_s), body]
    end
  end
end

if File.basename($PROGRAM_NAME) == "redmine_peer.rb"
  ARGV.empty? ? Bench.migrate : Bench.hold(JSON.parse(File.read(ARGV.first)))
else
  use Bench::Counted
  run Rails.application
end
